import { daysBetween, parseIsoDate } from '@internal/plugin-payrec-common';
import { DateText, MoneyText } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { ReactNode } from 'react';
import { useUnits } from '../../hooks/useUnits';
import { useReconciliationText } from '../../translation';
import { differenceTone, isZeroMoney } from '../BreakLabels';
import { markParts } from './markParts';
import { useDrawerStyles } from './useDrawerStyles';

/** Our record beside the bank's, field by field; what agrees is bold, what differs is coloured. */
export function SideBySide({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const { data: units } = useUnits();
  const { expected, received, accountName, difference } = detail.break;
  const bankText = received && statementText(received.reference, received.text);
  const account = units?.items.find(unit => unit.unit === detail.break.unit);
  const bothParties = Boolean(expected?.party && received?.party);
  return (
    <table className={classes.pair}>
      <colgroup>
        <col />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('workbench.ourRecord')}</th>
          <th scope="col">{t('drawer.bankLine')}</th>
        </tr>
      </thead>
      <tbody>
        <Row
          label={t('drawer.account')}
          ours={accountName}
          bank={account && `${account.bank} ${account.accountNumberMasked}`}
        />
        <Row
          label={t('drawer.valueDate')}
          ours={expected?.valueDate && <DateText date={expected.valueDate} />}
          bank={received?.valueDate && <BankDate ours={expected?.valueDate ?? null} bank={received.valueDate} />}
        />
        <Row
          label={t('drawer.reference')}
          ours={expected?.reference}
          bank={bankText && <Agreeing text={bankText} with={expected?.reference ?? null} />}
        />
        {bothParties && <Row label={t('drawer.party')} ours={expected?.party} bank={received?.party} />}
        <Row
          label={t('drawer.amount')}
          ours={
            expected ? <MoneyText money={expected.amount} /> : <i className={classes.muted}>{t('drawer.noRecord')}</i>
          }
          bank={
            received ? (
              <MoneyText
                money={received.amount}
                tone={isZeroMoney(difference) ? undefined : differenceTone(detail.break)}
              />
            ) : (
              <i className={classes.muted}>{t('drawer.noLine')}</i>
            )
          }
        />
      </tbody>
    </table>
  );
}

/** Reference and text of a bank line; many banks repeat the one inside the other. */
function statementText(reference: string | null, text: string | null): string {
  const repeated = reference && text?.toLowerCase().includes(reference.toLowerCase());
  return [repeated ? null : reference, text].filter(Boolean).join(' ');
}

function Row({ label, ours, bank }: { label: string; ours: ReactNode; bank: ReactNode }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td dir="auto">{ours ?? '—'}</td>
      <td dir="auto">{bank ?? '—'}</td>
    </tr>
  );
}

function BankDate({ ours, bank }: { ours: string | null; bank: string }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const days = ours ? daysBetween(parseIsoDate(ours), parseIsoDate(bank)) : 0;
  if (days === 0) return <DateText date={bank} />;
  return (
    <span className={classes.warn}>
      <DateText date={bank} /> {t('drawer.dayLater', { sign: days > 0 ? '+' : '−', n: String(Math.abs(days)) })}
    </span>
  );
}

function Agreeing({ text, with: reference }: { text: string; with: string | null }) {
  const classes = useDrawerStyles();
  return (
    <>
      {markParts(text, reference ? [reference] : []).map((part, index) =>
        part.marked ? (
          <b key={index} className={classes.agrees}>
            {part.text}
          </b>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

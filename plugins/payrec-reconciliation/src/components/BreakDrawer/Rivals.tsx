import { DateText, DrawerSection, MoneyText } from '@internal/plugin-payrec-react';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { useDrawerStyles } from './useDrawerStyles';

type Row = BreakDetail['members'][number] & { reason?: string };

function Rows({ rows }: { rows: readonly Row[] }) {
  const classes = useDrawerStyles();
  return (
    <table className={classes.rows}>
      <tbody>
        {rows.map(row => (
          <tr key={row.rowId}>
            <td>{row.valueDate && <DateText date={row.valueDate} style="short" />}</td>
            <td dir="auto">
              <span className={classes.id}>{row.reference ?? row.text ?? row.rowId}</span>
              {row.type && <span> · {row.type}</span>}
              {row.reason && <div className={classes.muted}>{row.reason}</div>}
            </td>
            <td>
              <MoneyText money={row.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Rows of the other side that came close, with the reason why they were not taken. */
export function Rivals({ rivals }: { rivals: BreakDetail['rivals'] }) {
  const { t } = useReconciliationText();
  if (rivals.length === 0) return null;
  return (
    <DrawerSection title={t('drawer.rivals')}>
      <Rows rows={rivals} />
    </DrawerSection>
  );
}

/** All rows of a batch, folded away; a pair is already beside each other above. */
export function Members({ detail }: { detail: BreakDetail }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const { members, membersOmitted } = detail;
  if (members.length <= 2 && membersOmitted === 0) return null;
  return (
    <DrawerSection title={t('drawer.members', { count: members.length + membersOmitted })}>
      <details>
        <summary className={classes.summary}>{t('drawer.showMembers')}</summary>
        <div className={classes.scroll}>
          <Rows rows={members} />
        </div>
        {membersOmitted > 0 && (
          <p className={classes.headline}>{t('drawer.membersOmitted', { count: membersOmitted })}</p>
        )}
      </details>
    </DrawerSection>
  );
}

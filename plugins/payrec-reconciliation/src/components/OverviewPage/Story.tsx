import { Money, moneyFromJson, moneyToJson, negate, subtract } from '@internal/plugin-payrec-common';
import { CountText, DateText, MoneyText, Sentence } from '@internal/plugin-payrec-react';
import { Fragment, ReactNode } from 'react';
import { OverviewTotal } from '../../api/types';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { useToneClasses } from '../BreakLabels';

type Part = { label: string; money: Money; alarm?: boolean };

/** A message around one amount, without cutting the amount out of the component that formats it. */
function around(message: string, amount: ReactNode): ReactNode {
  const [before, after = ''] = message.split('{amount}');
  return (
    <>
      {before}
      {amount}
      {after}
    </>
  );
}

/**
 * The day in one sentence. Parts follow the sign of the whole: when the bank has more than our records, a part that also
 * means "more" is positive, one that means the opposite carries a minus.
 */
export function Story({ date, total }: { date: string; total: OverviewTotal }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  const classes = useToneClasses();
  const day = <DateText date={date} style="short" />;
  const missing = subtract(moneyFromJson(total.expected), moneyFromJson(total.received));
  const surplus = missing.minor < 0n;
  const turned = (money: Money) => (surplus ? negate(money) : money);
  const unexplained = moneyFromJson(total.unexplained);
  if (missing.minor === 0n && total.openBreaks === 0) {
    return (
      <Sentence>
        {t('overview.storyAtClose')}
        {day}
        {t('overview.storyAllMatchedAll')}
        <b>
          <CountText value={total.transactionCount} />
        </b>
        {t('overview.storyAllMatchedAfter', { currency: total.currency })}
      </Sentence>
    );
  }
  const parts: Part[] = [
    { label: t('overview.storyOnItsWay', { amount: '{amount}' }), money: moneyFromJson(total.onItsWay) },
    { label: t('overview.storyExplained', { amount: '{amount}' }), money: moneyFromJson(total.explained) },
    { label: t('overview.storyUnexplained', { amount: '{amount}' }), money: unexplained, alarm: true },
  ].filter(part => part.money.minor !== 0n);
  return (
    <Sentence>
      {t('overview.storyAtClose')}
      {day}
      {missing.minor === 0n ? (
        t('overview.storyBalanced', { currency: total.currency, ...counted(total.openBreaks) })
      ) : (
        <>
          {surplus ? t('overview.storyBankHas') : ' '}
          <b>
            <MoneyText money={moneyToJson(turned(missing))} withCurrency />
          </b>
          {surplus ? t('overview.storyMoreThan') : t('overview.storyNotInBank')}
        </>
      )}
      {parts.map((part, index) => (
        <Fragment key={part.label}>
          {index > 0 && ', '}
          {part.alarm ? (
            <b className={classes.bad}>{around(part.label, <MoneyText money={moneyToJson(turned(part.money))} />)}</b>
          ) : (
            around(part.label, <MoneyText money={moneyToJson(turned(part.money))} />)
          )}
        </Fragment>
      ))}
      {unexplained.minor === 0n && (
        <>
          {parts.length > 0 && ', '}
          <b className={classes.ok}>{t('overview.storyNothingUnexplained')}</b>
        </>
      )}
      .
    </Sentence>
  );
}

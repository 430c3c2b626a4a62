import { CountText, MoneyText, ProofMark } from '@internal/plugin-payrec-react';
import { OverviewTotal } from '../../api/types';
import { useReconciliationText } from '../../translation';
import { isZeroMoney } from '../BreakLabels';
import { useFactsTableStyles } from './useFactsTableStyles';

/** Share of matched transactions, cut and never rounded up: 100 % means all of them. */
function matchRate({ matchedCount, transactionCount }: OverviewTotal): string {
  if (transactionCount === 0) return '—';
  if (matchedCount === transactionCount) return '100\u00a0%';
  const hundredths = Math.floor((matchedCount * 10_000) / transactionCount);
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}\u00a0%`;
}

/** All currencies of the day, so that none is out of sight; the chosen one is read above. */
export function CurrenciesTable(props: {
  totals: readonly OverviewTotal[];
  currency: string | undefined;
  onCurrency: (currency: string) => void;
}) {
  const { totals, currency, onCurrency } = props;
  const { t } = useReconciliationText();
  const classes = useFactsTableStyles();
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('overview.currencies')}>
        <thead>
          <tr>
            <th scope="col">{t('overview.currency')}</th>
            <th scope="col" className={classes.number}>
              {t('overview.matchRate')}
            </th>
            <th scope="col" className={classes.number}>
              {t('overview.open')}
            </th>
            <th scope="col" className={classes.number}>
              {t('overview.unexplained')}
            </th>
            <th scope="col" className={classes.number}>
              {t('overview.proof')}
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.map(total => (
            <tr
              key={total.currency}
              className={`${classes.row} ${total.currency === currency ? classes.chosen : ''}`}
              onClick={() => onCurrency(total.currency)}
            >
              <td>
                <button
                  type="button"
                  className={classes.choose}
                  aria-pressed={total.currency === currency}
                  onClick={event => {
                    event.stopPropagation();
                    onCurrency(total.currency);
                  }}
                >
                  {total.currency}
                </button>
              </td>
              <td className={classes.number} title={`${total.matchedCount} / ${total.transactionCount}`}>
                {matchRate(total)}
              </td>
              <td className={classes.number}>
                <CountText value={total.openBreaks} />
              </td>
              <td className={classes.number}>
                <MoneyText money={total.unexplained} tone={isZeroMoney(total.unexplained) ? undefined : 'bad'} />
              </td>
              <td className={classes.number}>
                <MoneyText money={total.proof} /> <ProofMark proven={isZeroMoney(total.proof)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

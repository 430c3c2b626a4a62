import { AppLink, CountText, DateText, MoneyText } from '@internal/plugin-payrec-react';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { isZeroMoney } from '../BreakLabels';
import { useModuleLinks } from '../ModuleFrame';
import { useFactsTableStyles } from './useFactsTableStyles';

/** The grid's figures as a table, newest day first: what the cells say, in words and exact. */
export function AccountsTable({ overview }: { overview: Overview }) {
  const { t } = useReconciliationText();
  const { link } = useModuleLinks();
  const classes = useFactsTableStyles();
  const numeric = (label: string) => (
    <th scope="col" className={classes.number}>
      {label}
    </th>
  );
  return (
    <div className={`${classes.scroll} ${classes.tall}`}>
      <table className={classes.table} aria-label={t('overview.accounts')}>
        <thead>
          <tr>
            <th scope="col">{t('overview.account')}</th>
            <th scope="col">{t('overview.day')}</th>
            <th scope="col">{t('runs.state')}</th>
            {numeric(t('overview.open'))}
            {numeric(t('runs.expected'))}
            {numeric(t('runs.received'))}
            {numeric(t('overview.unexplained'))}
          </tr>
        </thead>
        <tbody>
          {overview.accounts.flatMap(({ unit, days }) =>
            [...days].reverse().map(day => (
              <tr key={`${unit.unit} ${day.businessDate}`}>
                <td>
                  {unit.accountName} <span className={classes.muted}>{unit.currency}</span>
                </td>
                <td>
                  <DateText date={day.businessDate} style="weekday" />
                </td>
                <td>{t(`dayState.${day.state}`)}</td>
                <td className={classes.number}>
                  {day.openBreaks > 0 ? (
                    <AppLink to={link('workbench', { account: unit.unit, day: day.businessDate })}>
                      <CountText value={day.openBreaks} />
                    </AppLink>
                  ) : (
                    <CountText value={0} />
                  )}
                </td>
                <td className={classes.number}>
                  <MoneyText money={day.expected} />
                </td>
                <td className={classes.number}>
                  <MoneyText money={day.received} />
                </td>
                <td className={classes.number}>
                  <MoneyText money={day.unexplained} tone={isZeroMoney(day.unexplained) ? undefined : 'bad'} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

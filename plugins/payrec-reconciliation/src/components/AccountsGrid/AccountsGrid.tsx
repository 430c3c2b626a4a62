import { DayGrid } from '@internal/plugin-payrec-react';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { useModuleLinks } from '../ModuleFrame';

/** From here on a day is red: more than a person closes before lunch. */
const MANY_BREAKS = 40;

/** Accounts by day; a cell leads to what has to be done about it. */
export function AccountsGrid({ accounts }: { accounts: Overview['accounts'] }) {
  const { t } = useReconciliationText();
  const { link } = useModuleLinks();
  return (
    <DayGrid
      label={t('overview.accounts')}
      manyBreaks={MANY_BREAKS}
      rows={accounts.map(({ unit, open, days }) => {
        const linkOf = (day: (typeof days)[number]) => {
          if (day.state === 'open') return link('workbench', { account: unit.unit, day: day.businessDate });
          return day.state === 'no-file' ? link('statements', { account: unit.unit }) : undefined;
        };
        return {
          id: unit.unit,
          name: unit.accountName,
          detail: `${unit.currency} · ${unit.accountNumberMasked}`,
          open,
          to: link('workbench', { account: unit.unit }),
          days: days.map(day => ({
            businessDate: day.businessDate,
            state: day.state,
            openBreaks: day.openBreaks,
            to: linkOf(day),
          })),
        };
      })}
    />
  );
}

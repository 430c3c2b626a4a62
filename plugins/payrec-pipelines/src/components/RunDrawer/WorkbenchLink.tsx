import { useRouteRef } from '@backstage/frontend-plugin-api';
import { AppLink, formatDate, usePayrecLocale } from '@internal/plugin-payrec-react';
import { reconciliationRouteRef } from '../../routes';
import { usePipelinesText } from '../../translation';

/** Back to the money: the breaks of a business date. Nothing for who has no such page. */
export function WorkbenchLink({ day }: { day: string }) {
  const { t } = usePipelinesText();
  const locale = usePayrecLocale();
  const reconciliation = useRouteRef(reconciliationRouteRef)?.();
  if (!reconciliation) return null;
  return (
    <AppLink to={`${reconciliation}/workbench?${new URLSearchParams({ day })}`}>
      {t('run.breaksOfDay', { day: formatDate(day, { locale, style: 'short' }) })}
    </AppLink>
  );
}

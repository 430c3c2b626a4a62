import { PageFrame } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { useActor } from '../../hooks/useActor';
import { useApprovals } from '../../hooks/useApprovals';
import { useDueReviews } from '../../hooks/useReviews';
import { useViews } from '../../hooks/useViews';
import { useFraudText } from '../../translation';
import { ModulePage, useModuleLinks } from './useModuleLinks';

const PAGES: readonly ModulePage[] = ['queue', 'approvals', 'suppressions', 'metrics', 'quarantine', 'reviews'];

export type ModuleFrameProps = {
  page: ModulePage;
  chip?: ReactNode;
  stamp?: ReactNode;
  actions?: ReactNode;
  filters?: ReactNode;
  fill?: boolean;
  children: ReactNode;
};

/** Header and tabs of the module; the counts say how much work waits behind a tab. */
export function ModuleFrame({ page, ...rest }: ModuleFrameProps) {
  const { t } = useFraudText();
  const { link } = useModuleLinks();
  const { data: views } = useViews();
  const { data: approvals } = useApprovals();
  const { maySupervise } = useActor();
  const due = useDueReviews(maySupervise);
  const counts: Partial<Record<ModulePage, number>> = {
    // The view without a filter is all that is open.
    queue: views?.items.find(view => view.builtIn && view.query === '')?.count,
    approvals: approvals?.items.filter(approval => approval.state === 'pending').length,
    reviews: due,
  };
  // What may not be seen is absent.
  const pages = PAGES.filter(id => id !== 'reviews' || maySupervise);
  return (
    <PageFrame
      {...rest}
      title={t(`page.${page}`)}
      crumbs={[{ label: t('page.area') }, { label: t('page.module'), to: link('queue') }]}
      tabs={pages.map(id => ({ id, label: t(`page.${id}`), to: link(id), count: counts[id] }))}
      activeTab={page}
    />
  );
}

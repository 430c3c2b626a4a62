import { PageFrame } from '@internal/plugin-payrec-react';
import { ReactNode } from 'react';
import { useOverview } from '../../hooks/useOverview';
import { useReconciliationText } from '../../translation';
import { ModulePage, useModuleLinks } from './useModuleLinks';

const PAGES: readonly ModulePage[] = ['overview', 'workbench', 'statements', 'runs'];

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
  const { t } = useReconciliationText();
  const { link } = useModuleLinks();
  const { data: overview } = useOverview();
  const counts: Partial<Record<ModulePage, number>> = {
    workbench: overview?.totals.reduce((count, total) => count + total.openBreaks, 0),
    statements: overview?.needsYou.find(need => need.kind === 'file-warnings')?.count,
  };
  return (
    <PageFrame
      {...rest}
      title={t(`page.${page}`)}
      crumbs={[{ label: t('page.area') }, { label: t('page.module'), to: link('overview') }]}
      tabs={PAGES.map(id => ({ id, label: t(`page.${id}`), to: link(id), count: counts[id] }))}
      activeTab={page}
    />
  );
}

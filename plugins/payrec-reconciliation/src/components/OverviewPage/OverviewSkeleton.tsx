import { Panel, PanelRow, SkeletonBar, SkeletonRows } from '@internal/plugin-payrec-react';

/** The page's shape while it is read the first time. */
export function OverviewSkeleton() {
  return (
    <>
      <p>
        <SkeletonBar width="60%" height={16} />
      </p>
      <PanelRow columns={1}>
        <Panel title={<SkeletonBar width={160} />}>
          <SkeletonRows rows={1} />
        </Panel>
      </PanelRow>
      <PanelRow side>
        <Panel title={<SkeletonBar width={160} />}>
          <SkeletonRows rows={7} />
        </Panel>
        <Panel title={<SkeletonBar width={90} />}>
          <SkeletonRows rows={7} />
        </Panel>
      </PanelRow>
    </>
  );
}

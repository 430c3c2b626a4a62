import { AppLink, PageFrame, StatePage } from '@internal/plugin-payrec-react';

/** Pages that one may not see are not installed, so that a wrong and a forbidden address look the same. */
export const NotFoundPage = () => (
  <PageFrame title="Not here">
    <StatePage
      kind="denied"
      title="There is no such page for you"
      hint="The address may be mistyped, or the page belongs to a group that you are not in. Whoever sent you the link can say which; your groups are given by the platform team."
    >
      <AppLink to="/">Go to the start page</AppLink>
    </StatePage>
  </PageFrame>
);

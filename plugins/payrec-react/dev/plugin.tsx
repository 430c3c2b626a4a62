import { PageBlueprint, createFrontendPlugin, createRouteRef } from '@backstage/frontend-plugin-api';
import Apps from '@material-ui/icons/Apps';
import { Route, Routes } from 'react-router-dom';
import { ListLike } from './ListLike';
import { OverviewLike } from './OverviewLike';
import { StatesLike } from './StatesLike';

const kitPage = PageBlueprint.make({
  params: {
    path: '/kit',
    title: 'Kit',
    icon: <Apps fontSize="inherit" />,
    routeRef: createRouteRef(),
    noHeader: true,
    loader: async () => (
      <Routes>
        <Route path="list" element={<ListLike />} />
        <Route path="states" element={<StatesLike />} />
        <Route path="*" element={<OverviewLike />} />
      </Routes>
    ),
  },
});

/** Shows the kit with made-up figures; never part of an app. */
export const kitPlugin = createFrontendPlugin({ pluginId: 'payrec-kit', extensions: [kitPage] });

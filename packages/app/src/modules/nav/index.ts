import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { RailContent } from './Sidebar';

export const navModule = createFrontendModule({ pluginId: 'app', extensions: [RailContent] });

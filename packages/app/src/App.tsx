import { createApp } from '@backstage/frontend-defaults';
import { homeModule } from './modules/home';
import { navModule } from './modules/nav';
import { notFoundModule } from './modules/notFound';
import { signInModule } from './modules/signIn';
import { themeModule } from './modules/theme';

// Plugins are discovered from the dependencies of this package (`app.packages: all`).
export default createApp({ features: [themeModule, signInModule, navModule, homeModule, notFoundModule] });

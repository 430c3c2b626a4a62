import { createApp } from '@backstage/frontend-defaults';
import ReactDOM from 'react-dom/client';
import plugin from '../src';
import { fakeApiModule, personaModule } from './devModule';

// `yarn start` in this package: the plugin alone, over data in memory. `?scenario=down|denied|empty|slow|stale|failing`,
// `?as=fay.approver`.
const app = createApp({ features: [plugin, fakeApiModule, personaModule] });

ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());

import { createApp } from '@backstage/frontend-defaults';
import ReactDOM from 'react-dom/client';
import { kitPlugin } from './plugin';

// With Backstage's own themes: what the kit looks like in a company's app that brings no tones.
const app = createApp({ features: [kitPlugin] });
ReactDOM.createRoot(document.getElementById('root')!).render(app.createRoot());

import '@backstage/cli/asset-types';
import ReactDOM from 'react-dom/client';
import App from './App';
import { startSlim } from './modules/nav/railWidth';
import '@backstage/ui/css/styles.css';
import '@fontsource-variable/inter';

startSlim();

ReactDOM.createRoot(document.getElementById('root')!).render(App.createRoot());

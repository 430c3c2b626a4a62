import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import { UnifiedThemeProvider } from '@backstage/theme';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';
import { BackstageUiTokens } from './BackstageUiTokens';
import { darkTheme, lightTheme } from './themes';

// The names are those of Backstage's own two themes, which these replace.
const light = ThemeBlueprint.make({
  name: 'light',
  params: {
    theme: {
      id: 'light',
      title: 'Light',
      variant: 'light',
      icon: <LightIcon />,
      Provider: ({ children }) => (
        <UnifiedThemeProvider theme={lightTheme}>
          <BackstageUiTokens>{children}</BackstageUiTokens>
        </UnifiedThemeProvider>
      ),
    },
  },
});

const dark = ThemeBlueprint.make({
  name: 'dark',
  params: {
    theme: {
      id: 'dark',
      title: 'Dark',
      variant: 'dark',
      icon: <DarkIcon />,
      Provider: ({ children }) => (
        <UnifiedThemeProvider theme={darkTheme}>
          <BackstageUiTokens>{children}</BackstageUiTokens>
        </UnifiedThemeProvider>
      ),
    },
  },
});

export const themeModule = createFrontendModule({ pluginId: 'app', extensions: [light, dark] });

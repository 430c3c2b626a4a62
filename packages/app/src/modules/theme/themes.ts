import { PageTheme, UnifiedTheme, createUnifiedTheme, defaultTypography, palettes } from '@backstage/theme';
import { PayrecTones } from '@internal/plugin-payrec-react';
import { RailColours, darkRail, darkTones, lightRail, lightTones } from './colours';
import { RAIL_WIDTH_VARIABLE } from '../nav/railWidth';

export const FONT = '"Inter Variable", Inter, Roboto, "Helvetica Neue", Arial, sans-serif';
const PAGE_THEMES = 'home documentation tool service website library other app apis card'.split(' ');

function typography(): typeof defaultTypography {
  const size = (fontSize: number, fontWeight: number) => ({ fontSize, fontWeight, marginBottom: 6 });
  return {
    ...defaultTypography,
    fontFamily: FONT,
    h1: size(24, 650),
    h2: size(20, 650),
    h3: size(18, 650),
    h4: size(16, 650),
    h5: size(15, 650),
    h6: size(13, 650),
  };
}

/** Flat headers in the colour of the surface, on every kind of page. */
function flatPage(tones: PayrecTones): PageTheme {
  return { colors: [tones.surface], shape: 'none', backgroundImage: 'none', fontColor: tones.text };
}

function createTheme(mode: 'light' | 'dark', tones: PayrecTones, rail: RailColours): UnifiedTheme {
  return createUnifiedTheme({
    palette: {
      ...palettes[mode],
      payrec: tones,
      primary: { main: tones.accent },
      secondary: { main: tones.hold.text },
      background: { default: tones.page, paper: tones.surface },
      text: { primary: tones.text, secondary: tones.muted },
      divider: tones.line,
      border: tones.line,
      textContrast: tones.text,
      textSubtle: tones.muted,
      textVerySubtle: tones.line,
      highlight: tones.info.background,
      link: tones.accent,
      linkHover: tones.accent,
      errorText: tones.bad.text,
      errorBackground: tones.bad.background,
      warningText: tones.warn.text,
      warningBackground: tones.warn.background,
      infoText: tones.info.text,
      infoBackground: tones.info.background,
      status: {
        ok: tones.ok.text,
        warning: tones.warn.text,
        error: tones.bad.text,
        running: tones.info.text,
        pending: tones.warn.text,
        aborted: tones.neutral.text,
      },
      navigation: {
        ...palettes[mode].navigation,
        background: rail.background,
        color: rail.text,
        selectedColor: '#ffffff',
        indicator: 'transparent',
        navItem: { hoverBackground: 'rgba(255,255,255,.06)' },
        submenu: { background: rail.background },
      },
      tabbar: { indicator: tones.accent },
    },
    fontFamily: FONT,
    typography: typography(),
    defaultPageTheme: 'home',
    pageTheme: Object.fromEntries(PAGE_THEMES.map(name => [name, flatPage(tones)])),
    components: {
      MuiButton: { styleOverrides: { root: { textTransform: 'none', letterSpacing: 0 } } },
      // Backstage breaks words anywhere, which makes a column of one letter a line out of a name.
      MuiTableCell: {
        styleOverrides: {
          root: { wordBreak: 'normal', overflowWrap: 'break-word', lineHeight: 1.3 },
          sizeSmall: { padding: '10px 8px 10px 12px' },
        },
      },
      MuiTooltip: { styleOverrides: { tooltip: { fontSize: 12, fontWeight: 450, maxWidth: 420 } } },
      BackstageHeader: {
        styleOverrides: {
          header: { boxShadow: 'none', borderBottom: `1px solid ${tones.line}`, padding: '16px 24px' },
        },
      },
      BackstageSidebarPage: {
        // The rail is slimmer than Backstage's, and the page beside it follows.
        styleOverrides: {
          root: { '@media (min-width: 600px)': { '&&': { paddingLeft: `var(${RAIL_WIDTH_VARIABLE}, 56px)` } } },
        },
      },
      BackstageSidebarItem: {
        styleOverrides: {
          root: { height: 36, borderRadius: 8, margin: '2px 10px', '&&&': { borderLeft: 0 } },
          buttonItem: { '&&': { margin: '2px 10px', minWidth: 36, justifyContent: 'center' } },
          // Backstage widens the chosen item to the whole rail and moves its icon.
          closed: { '&&': { width: 36, minWidth: 36, maxWidth: 36 } },
          open: { '@media (min-width: 600px)': { '&&': { width: 204, justifyContent: 'flex-start' } } },
          label: { fontWeight: 500, fontSize: 13 },
          iconContainer: { '&&&': { width: 36, marginLeft: 0, marginRight: 8 } },
          closedItemIcon: { '&&&': { paddingRight: 0 } },
          selected: { '&&': { backgroundColor: 'rgba(255,255,255,.10)' } },
        },
      },
    },
  });
}

export const lightTheme = createTheme('light', lightTones, lightRail);
export const darkTheme = createTheme('dark', darkTones, darkRail);

import { tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { FONT } from './themes';

const useTokens = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      '@global': {
        'body[data-theme-mode]': {
          '--bui-font-regular': FONT,
          '--bui-bg-app': tones.page,
          '--bui-bg-neutral-1': tones.surface,
          '--bui-bg-neutral-2': tones.neutral.background,
          '--bui-fg-primary': tones.text,
          '--bui-fg-secondary': tones.muted,
          '--bui-border-1': tones.line,
          '--bui-border-2': tones.lineStrong,
        },
      },
    };
  },
  { name: 'PayrecBackstageUiTokens' },
);

/**
 * Backstage's pages are drawn by two kits; the newer one takes its colours and typeface from these. They are set here
 * since the theme provider draws no global styles of a theme.
 */
export function BackstageUiTokens({ children }: { children: ReactNode }) {
  useTokens();
  return <>{children}</>;
}

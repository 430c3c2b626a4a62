import { Theme } from '@material-ui/core/styles';
import { CSSProperties } from '@material-ui/core/styles/withStyles';
import { Tone, TONES, tonesOf } from './tones';

export const MONOSPACE = 'ui-monospace, "Roboto Mono", Menlo, Consolas, monospace';

/** Ring of whatever has keyboard focus. */
export function focusRing(theme: Theme): CSSProperties {
  return { outline: `2px solid ${tonesOf(theme).accent}`, outlineOffset: 1 };
}

/** For screen readers only. */
export const visuallyHidden: CSSProperties = {
  position: 'absolute',
  width: 1,
  height: 1,
  margin: -1,
  padding: 0,
  overflow: 'hidden',
  clip: 'rect(0 0 0 0)',
  whiteSpace: 'nowrap',
  border: 0,
};

/** One class per tone. */
export function perTone<T extends CSSProperties>(
  theme: Theme,
  style: (pair: { text: string; background: string }) => T,
) {
  const tones = tonesOf(theme);
  return Object.fromEntries(TONES.map(tone => [tone, style(tones[tone])])) as Record<Tone, T>;
}

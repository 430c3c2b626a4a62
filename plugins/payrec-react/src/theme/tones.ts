import type {} from '@backstage/theme';
import { Theme, darken, alpha, getContrastRatio, lighten, useTheme } from '@material-ui/core/styles';

/**
 * What a colour means. bad: money is missing and nobody can explain it, or a promise is broken · warn: waits for
 * someone · hold: with another party · ok: proven · info: in use or in progress · neutral: explained, nobody's fault.
 */
export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'info' | 'neutral';

export const TONES: readonly Tone[] = ['ok', 'warn', 'bad', 'hold', 'info', 'neutral'];

/** Text and background of one tone; at least 4.5:1 against each other and of the text against the page. */
export type TonePair = { text: string; background: string };

/** All colours that the kit draws with. A host theme may supply them as `palette.payrec`. */
export type PayrecTones = Record<Tone, TonePair> & {
  /** Ground of the page, below the surfaces. */
  page: string;
  surface: string;
  raised: string;
  line: string;
  lineStrong: string;
  text: string;
  muted: string;
  faint: string;
  accent: string;
  /** Text on the accent colour. */
  onAccent: string;
  shadow: string;
};

declare module '@material-ui/core/styles/createPalette' {
  interface Palette {
    /** Tones of the payment pages; derived from the rest of the palette when absent. */
    payrec?: PayrecTones;
  }
  interface PaletteOptions {
    payrec?: PayrecTones;
  }
}

const READABLE = 4.5;

/** Moves `colour` away from the background until it is readable on it. */
function readable(colour: string, background: string, dark: boolean): string {
  let result = colour;
  for (let step = 0; step < 12 && getContrastRatio(result, background) < READABLE; step++) {
    result = dark ? lighten(result, 0.12) : darken(result, 0.12);
  }
  return result;
}

/** Lays `colour` with `opacity` over `ground`; opaque, so that contrast can be computed. */
function wash(colour: string, ground: string, opacity: number): string {
  const parse = (value: string) => (value.startsWith('#') ? alpha(value, 1) : value).match(/[\d.]+/g)!.map(Number);
  const [top, bottom] = [parse(colour), parse(ground)];
  const mixed = [0, 1, 2].map(i => Math.round(top[i] * opacity + bottom[i] * (1 - opacity)));
  return `rgb(${mixed.join(', ')})`;
}

function derive({ palette }: Theme): PayrecTones {
  const dark = palette.type === 'dark';
  const surface = palette.background.paper;
  const opacity = dark ? 0.2 : 0.12;
  const pair = (colour: string): TonePair => {
    const background = wash(colour, surface, opacity);
    return { text: readable(colour, background, dark), background };
  };
  const text = palette.text.primary;
  const solidText = dark ? palette.common.white : palette.common.black;
  const muted = readable(wash(solidText, surface, 0.62), wash(solidText, surface, 0.07), dark);
  const accent = readable(palette.link ?? palette.primary.main, surface, dark);
  return {
    ok: pair(palette.status?.ok ?? palette.success.main),
    warn: pair(palette.status?.warning ?? palette.warning.main),
    bad: pair(palette.status?.error ?? palette.error.main),
    hold: pair(
      palette.gold ? palette.bursts?.backgroundColor?.default ?? palette.secondary.main : palette.secondary.main,
    ),
    info: pair(palette.link ?? palette.primary.main),
    neutral: { text: muted, background: wash(solidText, surface, 0.07) },
    page: palette.background.default,
    surface,
    raised: surface,
    line: wash(solidText, surface, 0.12),
    lineStrong: wash(solidText, surface, 0.24),
    text,
    muted,
    faint: readable(wash(solidText, surface, 0.55), surface, dark),
    accent,
    onAccent: palette.getContrastText(accent),
    shadow: `0 8px 24px ${alpha(palette.common.black, dark ? 0.5 : 0.12)}`,
  };
}

const derived = new WeakMap<Theme, PayrecTones>();

/** The tones of a theme: `palette.payrec`, else derived from its palette. For `makeStyles`. */
export function tonesOf(theme: Theme): PayrecTones {
  if (theme.palette.payrec) return theme.palette.payrec;
  let tones = derived.get(theme);
  if (!tones) {
    tones = derive(theme);
    derived.set(theme, tones);
  }
  return tones;
}

/** The tones of the current theme, for code that cannot use class names (canvas, inline widths). */
export function usePayrecTones(): PayrecTones {
  return tonesOf(useTheme());
}

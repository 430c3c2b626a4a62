import { PayrecTones } from '@internal/plugin-payrec-react';

/** The rail on the left is dark in both themes. */
export type RailColours = { background: string; text: string };

export const lightTones: PayrecTones = {
  page: '#f6f7f9',
  surface: '#ffffff',
  raised: '#ffffff',
  line: '#e2e6eb',
  lineStrong: '#c9d0d8',
  text: '#141a22',
  muted: '#566171',
  faint: '#5d6876',
  accent: '#2f55d4',
  onAccent: '#ffffff',
  ok: { text: '#17734a', background: '#e5f4ec' },
  warn: { text: '#855600', background: '#fcf2da' },
  bad: { text: '#b0261f', background: '#fceae8' },
  hold: { text: '#6a3fa3', background: '#f1ebfa' },
  info: { text: '#2f55d4', background: '#eaeffc' },
  neutral: { text: '#566171', background: '#eef1f4' },
  shadow: '0 1px 2px rgba(16,24,40,.05), 0 8px 24px rgba(16,24,40,.10)',
};

export const darkTones: PayrecTones = {
  page: '#11151b',
  surface: '#181d25',
  raised: '#1e2530',
  line: '#2a323d',
  lineStrong: '#3b4552',
  text: '#e7ecf2',
  muted: '#9fabb9',
  faint: '#8d99a8',
  accent: '#8ea8ff',
  onAccent: '#0d1430',
  ok: { text: '#6fd3a2', background: '#16332a' },
  warn: { text: '#f0c05a', background: '#382c12' },
  bad: { text: '#ff8f86', background: '#3d1f1f' },
  hold: { text: '#c7a6f7', background: '#2e2342' },
  info: { text: '#8ea8ff', background: '#222c4a' },
  neutral: { text: '#9fabb9', background: '#232b36' },
  shadow: '0 1px 2px rgba(0,0,0,.4), 0 12px 32px rgba(0,0,0,.5)',
};

export const lightRail: RailColours = { background: '#171b22', text: '#aeb8c6' };
export const darkRail: RailColours = { background: '#0c0f14', text: '#aeb8c6' };

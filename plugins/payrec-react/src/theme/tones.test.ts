import { palettes } from '@backstage/theme';
import { createTheme, getContrastRatio } from '@material-ui/core/styles';
import { TONES, tonesOf } from './tones';

const companyPalette = {
  ...palettes.light,
  status: { ...palettes.light.status, ok: '#9f9', warning: '#ffd600', error: '#f66' },
};

describe.each([
  ['Backstage light', createTheme({ palette: palettes.light })],
  ['Backstage dark', createTheme({ palette: palettes.dark })],
  ['Material UI alone', createTheme()],
  ['a company with pale colours', createTheme({ palette: companyPalette })],
])('%s', (_, theme) => {
  const tones = tonesOf(theme);

  it.each(TONES)('%s is readable on its own background and on the surface', tone => {
    expect(getContrastRatio(tones[tone].text, tones[tone].background)).toBeGreaterThanOrEqual(4.5);
    expect(getContrastRatio(tones[tone].text, tones.surface)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['muted', 'faint', 'accent'] as const)('%s is readable on the surface', name => {
    expect(getContrastRatio(tones[name], tones.surface)).toBeGreaterThanOrEqual(4.5);
  });

  it('is the same object for the same theme', () => {
    expect(tonesOf(theme)).toBe(tones);
  });
});

it('takes the tones that a theme brings', () => {
  const own = { ...tonesOf(createTheme()), accent: 'rgb(1, 2, 3)' };
  expect(tonesOf(createTheme({ palette: { payrec: own } })).accent).toBe('rgb(1, 2, 3)');
});

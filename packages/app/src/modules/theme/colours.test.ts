import { darkRail, darkTones, lightRail, lightTones } from './colours';

/** Relative luminance of `#rrggbb` after WCAG 2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const SEMANTIC = ['ok', 'warn', 'bad', 'hold', 'info', 'neutral'] as const;

describe.each([
  ['light', lightTones, lightRail],
  ['dark', darkTones, darkRail],
])('%s theme', (_name, tones, rail) => {
  it.each(SEMANTIC)('keeps a contrast of 4.5 for the text of %s', tone => {
    for (const background of [tones[tone].background, tones.surface]) {
      expect(contrast(tones[tone].text, background)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['text', 'muted', 'faint', 'accent'] as const)('keeps a contrast of 4.5 for %s', name => {
    for (const background of [tones.page, tones.surface, tones.raised]) {
      expect(contrast(tones[name], background)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('keeps a contrast of 4.5 on the primary button and on the rail', () => {
    expect(contrast(tones.onAccent, tones.accent)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(rail.text, rail.background)).toBeGreaterThanOrEqual(4.5);
  });
});

export { Glyph } from './Glyph';
export type { GlyphName } from './Glyph';
export { RUN_LOOKS, STRIP_LOOKS, VERDICT_LOOKS, VERDICT_ORDER } from './states';
export type { StateLook } from './states';
export { Mark, RunMark, useToneText, VerdictChip, VerdictMark } from './StateMark';

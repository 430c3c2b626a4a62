/** Shapes that tell states apart without colour. */
export type GlyphName =
  | 'check'
  | 'cross'
  | 'clock'
  | 'warning'
  | 'circle'
  | 'question'
  | 'loop'
  | 'running'
  | 'hatch'
  | 'dataset'
  | 'job';

const PATHS: Record<GlyphName, JSX.Element> = {
  check: <path d="M3 8.5l3.2 3.2L13 4.8" />,
  cross: <path d="M4 4l8 8M12 4l-8 8" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.6" />
    </>
  ),
  warning: <path d="M8 2.6l6 10.6H2zM8 6.6v3M8 11.2v.4" />,
  circle: <circle cx="8" cy="8" r="4.6" strokeDasharray="2.4 1.4" />,
  question: <path d="M5.6 6a2.4 2.4 0 1 1 3.4 2.2c-.7.4-1 .8-1 1.6M8 12.2v.3" />,
  loop: <path d="M12.6 8A4.6 4.6 0 1 1 11 4.6M11.4 2v3h-3" />,
  running: <path d="M8 3a5 5 0 1 1-4.6 3M8 5.4V8l1.8 1" />,
  hatch: <path d="M2 10L10 2M5 13L13 5" />,
  dataset: (
    <>
      <ellipse cx="8" cy="4" rx="5" ry="2" />
      <path d="M3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2" />
    </>
  ),
  job: <path d="M5 3h6l3 5-3 5H5L2 8z" />,
};

/** A small drawn sign in the colour of the text around it; the word beside it is what is read out. */
export function Glyph({ name, size = 14 }: { name: GlyphName; size?: number }) {
  return (
    <svg
      aria-hidden
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none', verticalAlign: '-2px' }}
    >
      {PATHS[name]}
    </svg>
  );
}

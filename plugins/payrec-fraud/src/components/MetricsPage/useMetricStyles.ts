import { plainTable, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

export const useMetricStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      facts: {
        display: 'grid',
        gridTemplateColumns: '1fr auto',
        gap: '8px 16px',
        margin: 0,
        '& dt': { color: tones.muted },
        '& dd': { margin: 0, textAlign: 'right', fontWeight: 600, fontVariantNumeric: 'tabular-nums' },
      },
      scroll: { maxHeight: 300, overflow: 'auto', padding: '0 16px 12px' },
      table: plainTable(theme, { head: '4px 8px 4px 0', cell: '5px 8px 5px 0' }),
      number: { fontVariantNumeric: 'tabular-nums' },
      muted: { color: tones.muted },
      share: {
        display: 'inline-flex',
        gap: 8,
        alignItems: 'center',
        fontVariantNumeric: 'tabular-nums',
        whiteSpace: 'nowrap',
      },
      track: { stroke: tones.line, strokeWidth: 2 },
      interval: { stroke: tones.accent, strokeWidth: 3, strokeLinecap: 'round' },
      dot: { fill: tones.accent },
      wide: { overflowX: 'auto' },
      // Drawn nearly to scale, so that its text keeps a readable size; narrow pages scroll it sideways.
      svg: { display: 'block', width: '100%', minWidth: 640, height: 'auto', fontSize: 12 },
      axis: { stroke: tones.line },
      axisText: { fill: tones.muted },
      created: { fill: tones.neutral.text, opacity: 0.55 },
      closed: { fill: 'none', stroke: tones.accent, strokeWidth: 2 },
    };
  },
  { name: 'PayrecFraudMetrics' },
);

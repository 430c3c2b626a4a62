import { MONOSPACE, plainTable, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

export const useSlaStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        fontFamily: theme.typography.fontFamily,
        fontSize: 13,
        lineHeight: 1.45,
        color: tones.text,
        colorScheme: theme.palette.type,
      },
      strip: {
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(220px, 1fr))',
        gap: 0,
        borderTop: `1px solid ${tones.line}`,
        padding: '10px 16px 14px',
      },
      stripItem: { padding: '4px 16px 4px 0', minWidth: 0 },
      line: { display: 'flex', flexWrap: 'wrap', gap: '4px 10px', alignItems: 'center' },
      grow: { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
      big: { fontSize: 16, fontWeight: 650, margin: '4px 0', fontVariantNumeric: 'tabular-nums' },
      muted: { color: tones.muted, fontSize: 12 },
      facts: {
        display: 'flex',
        flexWrap: 'wrap',
        gap: '6px 28px',
        margin: '0 0 10px',
        '& dt': { color: tones.muted, fontSize: 12 },
        '& dd': { margin: 0 },
      },
      table: {
        ...plainTable(theme, { head: '5px 12px 5px 0', cell: '5px 12px 5px 0' }),
        fontVariantNumeric: 'tabular-nums',
        '& thead th': { whiteSpace: 'nowrap' },
        '& tbody td': { verticalAlign: 'top' },
      },
      scroll: { overflow: 'auto', maxHeight: 340 },
      definition: {
        font: `12px/17px ${MONOSPACE}`,
        backgroundColor: tones.neutral.background,
        borderRadius: 7,
        padding: '8px 10px',
        overflow: 'auto',
        maxHeight: 300,
      },
      mono: { fontFamily: MONOSPACE, fontSize: 12 },
      gap: { display: 'grid', gap: 16, gridTemplateColumns: 'minmax(0, 1fr)' },
    };
  },
  { name: 'PayrecSla' },
);

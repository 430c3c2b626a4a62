import { focusRing, MONOSPACE, plainTable, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

export const useBoardStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const hatch = (colour: string) => `repeating-linear-gradient(135deg, ${colour} 0 1.5px, transparent 1.5px 6px)`;
    return {
      muted: { color: tones.muted, fontSize: 12 },
      mono: { fontFamily: MONOSPACE, fontSize: 12 },
      number: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
      line: { display: 'flex', flexWrap: 'wrap', gap: '4px 12px', alignItems: 'center' },
      grow: { flex: 1, minWidth: 0 },
      name: {
        border: 0,
        background: 'none',
        padding: 0,
        font: 'inherit',
        fontWeight: 600,
        color: 'inherit',
        cursor: 'pointer',
        textAlign: 'left',
        maxWidth: '100%',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        borderRadius: 3,
        '&:hover': { textDecoration: 'underline' },
        '&:focus-visible': focusRing(theme),
      },
      focused: { backgroundColor: tones.info.background, boxShadow: `inset 3px 0 0 ${tones.accent}` },
      scroll: { overflow: 'auto', '&:focus-visible': focusRing(theme) },
      tall: { maxHeight: 480 },
      table: {
        ...plainTable(theme, { head: '6px 12px 6px 16px', cell: '6px 12px 6px 16px' }),
        fontVariantNumeric: 'tabular-nums',
        '& thead th': { whiteSpace: 'nowrap' },
        '& tbody td': { verticalAlign: 'middle' },
      },
      /** Words, which shall not break after each. */
      saying: { minWidth: 96 },
      title: { minWidth: 200 },
      right: { textAlign: 'right !important' as 'right' },
      grid: {
        display: 'grid',
        gap: 16,
        marginBottom: 16,
        gridTemplateColumns: 'minmax(0, 1.62fr) minmax(0, 1fr)',
        '& > *': { minWidth: 0 },
        '@media (max-width: 1199px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
      even: {
        gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
        '@media (max-width: 1199px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
      stack: { display: 'grid', gap: 16, gridTemplateColumns: 'minmax(0, 1fr)', alignContent: 'start' },
      pastDue: { backgroundImage: hatch(tones.bad.text) },
      noneDue: { backgroundImage: hatch(tones.line) },
      bad: { color: tones.bad.text },
      svg: {
        display: 'block',
        width: '100%',
        height: 'auto',
        overflow: 'visible',
        '& text': { fontFamily: theme.typography.fontFamily },
      },
    };
  },
  { name: 'PayrecBoard' },
);

import { MONOSPACE, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

export const useRunStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      // Over the page, which may be an entity tab or a board of panels: neither has a place beside its content.
      overlay: {
        position: 'fixed',
        inset: '0 0 0 auto',
        display: 'flex',
        maxWidth: '100vw',
        zIndex: theme.zIndex.modal - 1,
        boxShadow: tones.shadow,
        fontFamily: theme.typography.fontFamily,
        fontSize: 13,
        lineHeight: 1.45,
        color: tones.text,
        textAlign: 'left',
      },
      head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, overflowWrap: 'anywhere' },
      mono: { fontFamily: MONOSPACE, fontSize: 12, overflowWrap: 'anywhere' },
      muted: { color: tones.muted, fontSize: 12 },
      facts: {
        display: 'grid',
        gridTemplateColumns: 'auto minmax(0, 1fr)',
        gap: '4px 14px',
        margin: 0,
        '& dt': { color: tones.muted },
        '& dd': { margin: 0, overflowWrap: 'anywhere' },
      },
      list: { listStyle: 'none', margin: 0, padding: 0 },
      item: {
        borderTop: `1px solid ${tones.line}`,
        padding: '6px 0',
        display: 'flex',
        gap: 8,
        alignItems: 'baseline',
        '&:first-child': { borderTop: 0 },
      },
      grow: { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
      number: { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
      link: {
        border: 0,
        background: 'none',
        padding: 0,
        font: 'inherit',
        color: tones.accent,
        cursor: 'pointer',
        textAlign: 'left',
        '&:hover': { textDecoration: 'underline' },
      },
      error: {
        color: tones.bad.text,
        backgroundColor: tones.bad.background,
        borderRadius: 7,
        padding: '8px 10px',
        margin: '8px 0',
        overflowWrap: 'anywhere',
      },
      sql: {
        font: `12px/17px ${MONOSPACE}`,
        backgroundColor: tones.neutral.background,
        borderRadius: 7,
        padding: '8px 10px',
        overflow: 'auto',
        maxHeight: 180,
        margin: 0,
      },
      chain: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'stretch',
        gap: 6,
        margin: '4px 0 8px',
        padding: 0,
        listStyle: 'none',
      },
      step: {
        border: `1px solid ${tones.line}`,
        backgroundColor: tones.neutral.background,
        borderRadius: 8,
        padding: '6px 9px',
        minWidth: 0,
        maxWidth: '100%',
        overflowWrap: 'anywhere',
      },
      arrow: { alignSelf: 'center', color: tones.muted },
    };
  },
  { name: 'PayrecRunDrawer' },
);

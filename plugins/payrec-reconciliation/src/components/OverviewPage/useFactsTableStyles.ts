import { columnHead, focusRing, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';

/** Small tables of facts inside a panel: every row fits, nothing is worked through. */
export const useFactsTableStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      // Positioned, so that texts for screen readers inside are cut with the rest.
      scroll: { overflowX: 'auto', position: 'relative', paddingBottom: 8 },
      tall: { maxHeight: 520, overflowY: 'auto' },
      table: {
        width: '100%',
        borderCollapse: 'collapse',
        '& th': {
          ...columnHead(theme),
          padding: '7px 10px',
          whiteSpace: 'nowrap',
          borderBottom: `1px solid ${tones.line}`,
          position: 'sticky',
          top: 0,
          backgroundColor: tones.surface,
          zIndex: 1,
        },
        '& td': { padding: '0 10px', height: 34, whiteSpace: 'nowrap', borderBottom: `1px solid ${tones.line}` },
        '& tr:last-child td': { borderBottom: 0 },
        '& th:first-child, & td:first-child': { paddingLeft: 16 },
        '& th:last-child, & td:last-child': { paddingRight: 16 },
      },
      number: { textAlign: 'right !important' as 'right', fontVariantNumeric: 'tabular-nums' },
      muted: { color: tones.muted },
      row: { cursor: 'pointer', '&:hover td': { backgroundColor: tones.neutral.background } },
      chosen: { '& td': { backgroundColor: tones.info.background } },
      choose: {
        border: 0,
        background: 'none',
        font: 'inherit',
        fontWeight: 600,
        color: 'inherit',
        padding: 0,
        cursor: 'pointer',
        borderRadius: 3,
        '&:focus-visible': focusRing(theme),
      },
    };
  },
  { name: 'PayrecFactsTable' },
);

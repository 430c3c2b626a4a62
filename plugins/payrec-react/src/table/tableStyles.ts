import { makeStyles } from '@material-ui/core/styles';
import { columnHead } from '../theme/plainTable';
import { MONOSPACE, focusRing, visuallyHidden } from '../theme/styles';
import { tonesOf } from '../theme/tones';

export const HEADER_ROW_PX = 30;
export const SELECT_COLUMN_PX = 34;

export const useTableStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const line = `1px solid ${tones.line}`;
    return {
      scroll: {
        flex: 1,
        minHeight: 0,
        overflow: 'auto',
        position: 'relative',
        backgroundColor: tones.surface,
        overscrollBehavior: 'contain',
      },
      // Laid out row by row and not as one table: a browser lays a whole table out again for each row that comes or goes,
      // which is what made scrolling slow. The roles say what the elements no longer do.
      table: {
        display: 'block',
        width: '100%',
        fontSize: 13,
        lineHeight: '18px',
        color: tones.text,
        outline: 0,
      },
      head: { display: 'block', position: 'sticky', top: 0, zIndex: 2 },
      headRow: { display: 'grid' },
      th: {
        display: 'block',
        alignContent: 'center',
        boxSizing: 'border-box',
        height: HEADER_ROW_PX,
        padding: '0 7px',
        ...columnHead(theme),
        whiteSpace: 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        backgroundColor: tones.surface,
        borderBottom: line,
      },
      groupHead: { color: tones.text, fontWeight: 650, borderBottom: 0, alignContent: 'end' },
      sort: {
        all: 'unset',
        cursor: 'pointer',
        borderRadius: 3,
        '&:hover': { color: tones.text },
        '&:focus-visible': focusRing(theme),
      },
      body: { display: 'block', position: 'relative' },
      td: {
        display: 'block',
        // The middle of its row, whatever stands in it.
        alignContent: 'center',
        height: '100%',
        minWidth: 0,
        boxSizing: 'border-box',
        padding: '0 7px',
        borderBottom: line,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
      },
      number: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' },
      id: { fontFamily: MONOSPACE, fontSize: 12 },
      difference: {
        textAlign: 'right',
        fontVariantNumeric: 'tabular-nums',
        fontWeight: 600,
        backgroundColor: tones.page,
        borderLeft: line,
        borderRight: line,
      },
      edge: { paddingLeft: 14 },
      // The box must not be cut to an ellipsis.
      selectCell: { paddingLeft: 14, paddingRight: 0, textOverflow: 'clip' },
      // In its place by itself, and nothing in it moves anything outside.
      row: {
        display: 'grid',
        position: 'absolute',
        left: 0,
        right: 0,
        top: 0,
        contain: 'strict',
        cursor: 'default',
        '&:hover > td': { backgroundColor: tones.page },
      },
      openable: { cursor: 'pointer' },
      selected: {
        '& > td, &:hover > td': { backgroundColor: tones.info.background },
      },
      focused: {
        '& > td': { boxShadow: `inset 0 2px 0 ${tones.accent}, inset 0 -2px 0 ${tones.accent}` },
      },
      // Colours and not opacity: faded text falls below the contrast that people need to read it.
      dimmed: {
        '& > td': { backgroundColor: tones.page, color: tones.muted, fontWeight: 400 },
      },
      check: {
        width: 14,
        height: 14,
        margin: 0,
        verticalAlign: 'middle',
        accentColor: tones.accent,
        cursor: 'pointer',
      },
      plainRow: { display: 'grid' },
      messageRow: { display: 'block', position: 'absolute', left: 0, right: 0 },
      more: { color: tones.muted, textAlign: 'center' },
      hidden: visuallyHidden,
    };
  },
  { name: 'PayrecDataTable' },
);

import { Theme } from '@material-ui/core/styles';
import { CSSProperties } from '@material-ui/core/styles/withStyles';
import { tonesOf } from './tones';

/** Heads of columns, in every table of the portal. */
export function columnHead(theme: Theme): CSSProperties {
  return { textAlign: 'left', fontSize: 11.5, fontWeight: 550, color: tonesOf(theme).muted };
}

/**
 * A table that is read and not worked through, inside a panel or a dialog: a line above each row. `padding` of head and cell
 * follows what stands around it.
 */
export function plainTable(theme: Theme, padding: { head: string; cell: string }): CSSProperties {
  return {
    width: '100%',
    borderCollapse: 'collapse',
    '& th': { ...columnHead(theme), padding: padding.head },
    '& td': { borderTop: `1px solid ${tonesOf(theme).line}`, padding: padding.cell },
  };
}

import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      scroll: { overflow: 'auto', position: 'relative' },
      table: {
        width: '100%',
        borderCollapse: 'collapse',
        fontVariantNumeric: 'tabular-nums',
        '& th': {
          textAlign: 'left',
          fontSize: 11.5,
          fontWeight: 550,
          color: tones.muted,
          padding: '4px 6px',
          whiteSpace: 'nowrap',
        },
        '& td': { borderTop: `1px solid ${tones.line}`, padding: '4px 6px' },
        '& th + th, & td + td': { textAlign: 'right' },
      },
    };
  },
  { name: 'PayrecTableTwin' },
);

/** Every figure of a drawing. */
export type TableTwinContent = { columns: readonly string[]; rows: readonly (readonly ReactNode[])[] };

/** The table beside a drawing: the same figures, for who reads or copies them. */
export function TableTwin({ twin, maxHeight = 320 }: { twin: TableTwinContent; maxHeight?: number }) {
  const classes = useStyles();
  return (
    <div
      className={classes.scroll}
      style={{ maxHeight }}
      // It scrolls inside its panel; the keyboard must reach it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="group"
      aria-label={twin.columns.join(', ')}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            {twin.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {twin.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, position) => (
                <td key={position}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { plainTable } from '../theme/plainTable';

const useStyles = makeStyles(
  theme => ({
    scroll: { overflow: 'auto', position: 'relative' },
    table: {
      ...plainTable(theme, { head: '4px 6px', cell: '4px 6px' }),
      fontVariantNumeric: 'tabular-nums',
      '& thead th': { whiteSpace: 'nowrap' },
      '& th + th, & td + td': { textAlign: 'right' },
    },
  }),
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

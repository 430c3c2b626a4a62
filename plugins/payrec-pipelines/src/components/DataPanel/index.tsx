import { ActionButton, Panel, QueryLike, QueryState, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useState } from 'react';
import { usePipelinesText } from '../../translation';
import { useClock } from '../Zone';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      padded: { padding: '0 16px 14px', minWidth: 0 },
      scroll: { overflow: 'auto', maxHeight: 320, padding: '0 16px 14px' },
      actions: { display: 'flex', flexWrap: 'wrap', gap: 6, alignItems: 'center', minWidth: 0 },
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
      lastGood: { color: tones.warn.text, fontSize: 12, whiteSpace: 'nowrap' },
    };
  },
  { name: 'PayrecDataPanel' },
);

export type TableTwin = { columns: readonly string[]; rows: readonly (readonly ReactNode[])[] };

export type DataPanelProps<T> = {
  title: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  query: QueryLike<T> & { dataUpdatedAt?: number };
  isEmpty?: (data: T) => boolean;
  empty?: { title: string; hint?: string };
  /** Every figure of a drawing, one press away. */
  table?: (data: T) => TableTwin;
  flush?: boolean;
  skeleton?: ReactNode;
  children: (data: T) => ReactNode;
};

/** A panel with a question of its own: when it fails it keeps its last answer and says from when that is. */
export function DataPanel<T>(props: DataPanelProps<T>) {
  const { title, note, action, query, isEmpty, empty, table, flush, skeleton, children } = props;
  const { t } = usePipelinesText();
  const classes = useStyles();
  const clock = useClock();
  const [asTable, setAsTable] = useState(false);
  const failedWithData = Boolean(query.error) && query.data !== undefined && query.dataUpdatedAt;
  return (
    <Panel
      title={title}
      note={note}
      action={
        <span className={classes.actions}>
          {failedWithData ? (
            <span className={classes.lastGood}>
              {t('page.lastGood', { time: clock.time(new Date(query.dataUpdatedAt!).toISOString()) })}
            </span>
          ) : null}
          {action}
          {table && query.data !== undefined && (
            <ActionButton kind="quiet" small aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              {t('page.table')}
            </ActionButton>
          )}
        </span>
      }
    >
      <div className={flush ? undefined : classes.padded} style={{ minWidth: 0 }}>
        <QueryState query={query} isEmpty={isEmpty} empty={empty} skeleton={skeleton}>
          {data => (asTable && table ? <Twin twin={table(data)} /> : children(data))}
        </QueryState>
      </div>
    </Panel>
  );
}

function Twin({ twin }: { twin: TableTwin }) {
  const classes = useStyles();
  return (
    // The table scrolls inside its panel; the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={twin.columns.join(', ')}>
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

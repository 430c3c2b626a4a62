import {
  ActionButton,
  Panel,
  QueryLike,
  QueryState,
  TableTwin,
  TableTwinContent,
  tonesOf,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useState } from 'react';
import { usePipelinesText } from '../../translation';
import { useClock } from '../Zone';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      padded: { padding: '0 16px 14px', minWidth: 0 },
      actions: { display: 'flex', flexWrap: 'wrap', gap: 6, alignItems: 'center', minWidth: 0 },
      lastGood: { color: tones.warn.text, fontSize: 12, whiteSpace: 'nowrap' },
    };
  },
  { name: 'PayrecDataPanel' },
);

export type DataPanelProps<T> = {
  title: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  query: QueryLike<T> & { dataUpdatedAt?: number };
  isEmpty?: (data: T) => boolean;
  empty?: { title: string; hint?: string };
  /** Every figure of a drawing, one press away. */
  table?: (data: T) => TableTwinContent;
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
          {data => (asTable && table ? <TableTwin twin={table(data)} /> : children(data))}
        </QueryState>
      </div>
    </Panel>
  );
}

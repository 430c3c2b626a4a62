import {
  ActionButton,
  DataTable,
  FilterSelect,
  NARROW_PX,
  SplitView,
  StateChip,
  StatePage,
  TableSettings,
  tonesOf,
  useKeyMap,
  useUrlFilters,
  useUrlState,
  writeFilters,
} from '@internal/plugin-payrec-react';
import { alertSortSchema } from '@internal/plugin-payrec-fraud-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { QueueRow } from '../../feed/AlertStore';
import { useAlertFeed } from '../../feed/useAlertFeed';
import { useActor } from '../../hooks/useActor';
import { useCounted } from '../../hooks/useCounted';
import { useRowViewers } from '../../hooks/useRowViewers';
import { useViews } from '../../hooks/useViews';
import { useFraudText } from '../../translation';
import { AlertDrawer } from '../AlertDrawer';
import { ageText } from '../AlertLabels';
import { isMine, useAlertWork, WorkAction, WorkDialogs } from '../AlertWork';
import { ModuleFrame } from '../ModuleFrame';
import { FeedBar } from './FeedBar';
import { HeldBar } from './HeldBar';
import { QueueActions, QueueSums } from './QueueActions';
import { queueColumns } from './queueColumns';
import { QueueFilterBar } from './QueueFilterBar';
import { isFiltered, queueFilters, TABLE_ID, toAlertFilter, toViewQuery } from './queueFilters';
import { useVerify } from './useVerify';
import { RowViewersContext } from './ViewersMark';
import { ViewsBar } from './ViewsBar';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    const chip = {
      flex: '1 1 64px',
      boxSizing: 'border-box' as const,
      height: 19,
      lineHeight: '19px',
      padding: '0 5px',
      borderRadius: 5,
      fontSize: 11.5,
      fontWeight: 500,
      maxWidth: 'max-content',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap' as const,
    };
    return {
      // One line that scrolls on a phone: the rows are what the page is for.
      filters: {
        flex: 'none',
        // All filters stand in one line beside an open drawer.
        '& > div > :first-child': { width: 176 },
        [`@media (max-width: ${NARROW_PX - 1}px)`]: {
          '& > div': { flexWrap: 'nowrap', overflowX: 'auto', '& > *': { flex: 'none' } },
        },
      },
      muted: { color: tones.muted, fontVariantNumeric: 'tabular-nums' },
      // One line of whole or shortened reasons; what has no room for a word or two goes, and the tooltip has them all.
      chips: { display: 'flex', flexWrap: 'wrap', gap: '0 4px', height: 19, overflow: 'hidden' },
      chip: { ...chip, backgroundColor: tones.neutral.background, color: tones.muted },
      first: { color: tones.text },
      kept: {
        ...chip,
        display: 'inline-block',
        maxWidth: '100%',
        verticalAlign: 'middle',
        boxShadow: `inset 0 0 0 1px ${tones.lineStrong}`,
        color: tones.text,
      },
      more: { color: tones.muted, fontSize: 11.5 },
      over: { color: tones.bad.text, fontWeight: 600 },
      soon: { color: tones.warn.text, fontWeight: 600 },
    };
  },
  { name: 'PayrecQueuePage' },
);

const NOTHING: ReadonlySet<string> = new Set();
const rowId = (row: QueueRow) => row.id;
const isLeft = (row: QueueRow) => row.left;

/** Which alert do I take now, and have I missed any? */
export function QueuePage() {
  const { t } = useFraudText();
  const classes = useStyles();
  const counted = useCounted();
  const actor = useActor();
  const [, setParams] = useSearchParams();
  const [filters, setFilters] = useUrlFilters(queueFilters);
  const [openId, setOpenId] = useUrlState('alert');
  const [selection, setSelection] = useState<ReadonlySet<string>>(NOTHING);
  const viewQuery = toViewQuery(toAlertFilter(filters));
  // The feed is opened anew when the filter changes, not when the URL does: opening a row is no new filter.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const filter = useMemo(() => toAlertFilter(filters), [viewQuery]);
  const feed = useAlertFeed(filter, filters.sort);
  const { state, status, store, client } = feed;
  const verify = useVerify(feed, filter);
  useRowViewers(feed.viewers, status.phase === 'live');
  const { data: views } = useViews();

  const show = (id: string | undefined) => setOpenId(id, { replace: openId !== undefined });
  const work = useAlertWork({ actor, feed, onServed: alert => show(alert.alertId) });
  const { rows, orderKey } = state;
  const scoreMin = filters.scoreMin;
  const columns = useMemo(() => queueColumns(t, { classes, me: actor.me, scoreMin }), [t, classes, actor.me, scoreMin]);
  // The store may have sorted anew a moment before this is painted.
  const placeOf = (id: string) => {
    const place = store.indexOf(id);
    return rows[place]?.id === id ? place : rows.findIndex(row => row.id === id);
  };
  const position = openId === undefined ? -1 : placeOf(openId);
  const focused = rows[position];
  const selected = [...selection].flatMap(id => rows[placeOf(id)] ?? []);
  const alone = focused ? [focused] : [];
  const targets = (selected.length > 0 ? selected : alone).map(row => row.alert);
  const pastDue = views?.items.find(view => view.query === 'pastDue=true')?.count ?? 0;

  const act = (action: WorkAction) => () => work.begin(action, action === 'note' ? targets.slice(0, 1) : targets);
  const toggleClaim = () => {
    const mine = targets.length > 0 && targets.every(alert => isMine(alert, actor.me, Date.now()));
    work.begin(mine ? 'release' : 'claim', targets);
  };
  const showHeld = () => {
    // One's own work and the row in focus stay until the person leaves them.
    store.showHeld(row => row.id === openId || (row.alert.claimedBy === actor.me && row.alert.state !== 'CLOSED'));
    setSelection(NOTHING);
  };
  const togglePause = () => (client.status.paused ? client.resume() : client.pause());
  const serve = () => work.serveNext(viewQuery);
  useKeyMap([
    { key: 'c', label: `${t('action.claim')} / ${t('action.release')}`, run: toggleClaim },
    { key: 'f', label: t('action.confirm_fraud'), run: act('confirm_fraud') },
    { key: 'p', label: t('action.false_positive'), run: act('false_positive') },
    { key: 'e', label: t('action.escalate'), run: act('escalate') },
    { key: 'n', label: t('action.note'), run: act('note') },
    { key: 'z', label: t('action.snooze'), run: act('snooze') },
    ...(actor.maySupervise
      ? [{ key: 'a', label: t('action.reassign'), run: () => work.begin('reassign', targets.slice(0, 1)) }]
      : []),
    { key: 'N', label: t('action.showHeld'), run: showHeld, disabled: state.held.count + state.held.gone === 0 },
    { key: 'C', label: t('action.next'), run: serve },
    { key: 'P', label: t('action.pause'), run: togglePause },
  ]);
  const choose = (query: string) =>
    setParams(before => {
      const bare = writeFilters(queueFilters, before, { sort: filters.sort } as typeof filters);
      new URLSearchParams(query).forEach((value, name) => bare.append(name, value));
      return bare;
    });

  const silentMs = status.lastBeatMs === null ? 0 : Date.now() - status.lastBeatMs;
  return (
    <ModuleFrame
      page="queue"
      fill
      chip={pastDue > 0 && <StateChip tone="bad">{t('queue.pastDue', counted(pastDue))}</StateChip>}
      stamp={
        <FeedBar
          status={status}
          onPause={togglePause}
          onRetry={() => client.retryNow()}
          onVerify={() => verify.mutate()}
          verifying={verify.isPending}
        />
      }
    >
      <SplitView
        detail={
          <AlertDrawer
            alertId={openId}
            row={focused}
            position={position >= 0 ? { position: position + 1, count: rows.length } : undefined}
            actor={actor}
            work={work}
            live={status.phase === 'live'}
            onAlert={alert => store.applyOwn(alert)}
            onFilter={patch => setFilters(patch)}
            onClose={() => show(undefined)}
          />
        }
      >
        <ViewsBar current={viewQuery} me={actor.me} onChoose={choose}>
          <FilterSelect
            plain
            label={t('queue.sort')}
            value={filters.sort}
            options={alertSortSchema.options.map(value => ({ value, label: t(`queue.sort_${value}`) }))}
            onChange={sort => setFilters({ sort: sort ?? 'due' })}
          />
          <TableSettings tableId={TABLE_ID} columns={columns} />
        </ViewsBar>
        <div className={classes.filters}>
          <QueueFilterBar filters={filters} onChange={setFilters} state={state} me={actor.me} />
        </div>
        <HeldBar
          state={state}
          onShow={showHeld}
          warning={
            status.phase === 'reconnecting' && state.ready ? t('queue.stale', { time: ageText(t, silentMs) }) : null
          }
        />
        {status.phase === 'denied' && (
          <StatePage kind="denied" title={t('queue.denied')} hint={t('queue.deniedHint')} live />
        )}
        {status.phase === 'reconnecting' && !state.ready && (
          <StatePage kind="failed" title={t('queue.failedTitle')} hint={status.error} live>
            <ActionButton onClick={() => client.retryNow()}>{t('feed.retry')}</ActionButton>
          </StatePage>
        )}
        {state.ready && rows.length === 0 && status.phase !== 'denied' && (
          <StatePage
            kind="empty"
            title={t('queue.emptyTitle')}
            hint={t(isFiltered(filter) ? 'queue.emptyFiltered' : 'queue.emptyAll')}
          />
        )}
        {status.phase !== 'denied' && (state.ready ? rows.length > 0 : status.phase === 'starting') && (
          <RowViewersContext.Provider value={feed.viewers}>
            <DataTable
              tableId={TABLE_ID}
              label={t('queue.table')}
              columns={columns}
              rows={rows}
              orderKey={orderKey}
              getRowId={rowId}
              totalCount={rows.length}
              loading={!state.ready}
              focusedId={openId}
              onFocusRow={row => show(row.id)}
              onOpen={row => show(row.id)}
              selection={selection}
              onSelectionChange={setSelection}
              isDimmed={isLeft}
              pageKeys
            />
          </RowViewersContext.Provider>
        )}
        {state.ready && status.phase !== 'denied' && <QueueSums state={state} />}
        <QueueActions
          targets={targets}
          selectedCount={selected.length}
          position={position + 1}
          me={actor.me}
          work={work}
          onClear={() => setSelection(NOTHING)}
          onServe={serve}
        />
      </SplitView>
      <WorkDialogs work={work} />
    </ModuleFrame>
  );
}

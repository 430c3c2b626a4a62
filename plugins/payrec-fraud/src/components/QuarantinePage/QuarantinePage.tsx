import {
  ActionButton,
  ConfirmDialog,
  DataColumn,
  DataTable,
  FilterBar,
  FilterSelect,
  InstantText,
  messageOf,
  QueryState,
  StateChip,
  useToasts,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { useCallback, useMemo, useState } from 'react';
import { QuarantineEntryJson } from '../../api';
import { useActor } from '../../hooks/useActor';
import { useAllPages } from '../../hooks/useAllPages';
import { useCounted } from '../../hooks/useCounted';
import { useQuarantine, useResolveQuarantine } from '../../hooks/useQuarantine';
import { Translate, useFraudText } from '../../translation';
import { shortId } from '../AlertLabels';
import { ModuleFrame } from '../ModuleFrame';

const nameOf = (entry: QuarantineEntryJson) => shortId(entry.eventId ?? entry.quarantineId);

type Resolve = (action: 'retry' | 'discard', entry: QuarantineEntryJson) => void;

function columnsOf(t: Translate, blocked: string | null, resolve: Resolve): DataColumn<QuarantineEntryJson>[] {
  return [
    {
      id: 'received',
      header: t('quarantine.received'),
      width: 110,
      fixed: true,
      cell: entry => <InstantText instant={entry.receivedAt} />,
    },
    { id: 'source', header: t('quarantine.source'), width: 64, cell: entry => entry.source },
    {
      id: 'event',
      header: t('quarantine.event'),
      width: 150,
      kind: 'id',
      cell: entry => entry.eventId ?? '—',
      text: entry => entry.eventId,
    },
    {
      id: 'reason',
      header: t('quarantine.reason'),
      width: 300,
      grow: 2,
      fixed: true,
      cell: entry => <bdi>{entry.reason}</bdi>,
      text: entry => entry.reason,
    },
    {
      id: 'properties',
      header: t('quarantine.properties'),
      width: 160,
      cell: entry => entry.properties.join(', '),
      text: entry => entry.properties.join(', '),
    },
    {
      id: 'size',
      header: t('quarantine.size'),
      width: 70,
      kind: 'number',
      cell: entry => t('quarantine.bytes', { shown: String(entry.payloadBytes) }),
    },
    { id: 'count', header: t('quarantine.count'), width: 56, kind: 'number', cell: entry => entry.count },
    {
      id: 'state',
      header: t('quarantine.state'),
      width: 100,
      cell: ({ resolution }) => (
        <StateChip tone={resolution ? 'neutral' : 'warn'}>{t(`quarantine.${resolution ?? 'open'}`)}</StateChip>
      ),
    },
    {
      id: 'actions',
      header: t('quarantine.retry'),
      quietHeader: true,
      width: 180,
      fixed: true,
      cell: entry =>
        !entry.resolution && (
          <>
            <ActionButton small disabledReason={blocked} onClick={() => resolve('retry', entry)}>
              {t('quarantine.retry')}
            </ActionButton>{' '}
            <ActionButton small disabledReason={blocked} onClick={() => resolve('discard', entry)}>
              {t('quarantine.discard')}
            </ActionButton>
          </>
        ),
    },
  ];
}

/** Events that could not become alerts, with the reason; nothing is dropped in silence. */
export function QuarantinePage() {
  const { t } = useFraudText();
  const actor = useActor();
  const counted = useCounted();
  const toasts = useToasts();
  const [shown, setShown] = useUrlState('show');
  const openOnly = shown !== 'all';
  const { query, first, items, more } = useAllPages(useQuarantine(openOnly));
  const { mutate, isPending } = useResolveQuarantine();
  const blocked = actor.maySupervise ? null : t('blocked.noSupervise');
  const [discarding, setDiscarding] = useState<QuarantineEntryJson | null>(null);
  const resolve = useCallback<Resolve>(
    (action, entry) =>
      mutate(
        { id: entry.quarantineId, action },
        {
          onSuccess: ({ result }) => {
            setDiscarding(null);
            if (action === 'discard') toasts.done(t('quarantine.doneDiscard', { id: nameOf(entry) }));
            else if (result?.result === 'quarantined') {
              toasts.info(t('quarantine.failedRetry'), { description: result.reason ?? undefined });
            } else if (result?.alertId) toasts.done(t('quarantine.doneRetry', { id: shortId(result.alertId) }));
            else toasts.done(t('quarantine.knownRetry'));
          },
          onError: error => toasts.failed(t('work.failed', { message: messageOf(error) })),
        },
      ),
    [t, mutate, toasts],
  );
  // Trying again can be done again; discarding cannot, so it asks.
  const columns = useMemo(
    () =>
      columnsOf(t, blocked, (action, entry) => (action === 'retry' ? resolve(action, entry) : setDiscarding(entry))),
    [t, blocked, resolve],
  );
  return (
    <ModuleFrame
      page="quarantine"
      fill
      chip={
        first &&
        first.openCount > 0 && <StateChip tone="warn">{t('quarantine.openCount', counted(first.openCount))}</StateChip>
      }
      filters={
        <FilterBar summary={t('quarantine.hint')}>
          <FilterSelect
            plain
            label={t('quarantine.show')}
            value={openOnly ? 'open' : 'all'}
            options={[
              { value: 'open', label: t('quarantine.openOnly') },
              { value: 'all', label: t('quarantine.all') },
            ]}
            onChange={value => setShown(value === 'all' ? 'all' : undefined)}
          />
        </FilterBar>
      }
    >
      <QueryState query={query} empty={{ title: t('quarantine.emptyTitle'), hint: t('quarantine.emptyHint') }}>
        {() => (
          <DataTable
            tableId="fraud-quarantine"
            label={t('quarantine.table')}
            columns={columns}
            rows={items}
            getRowId={entry => entry.quarantineId}
            {...more}
            pageKeys
          />
        )}
      </QueryState>
      <ConfirmDialog
        open={discarding !== null}
        title={t('quarantine.discardTitle')}
        confirmLabel={t('quarantine.discard')}
        danger
        busy={isPending}
        onConfirm={() => discarding && resolve('discard', discarding)}
        onClose={() => setDiscarding(null)}
      >
        <p>
          {discarding && nameOf(discarding)}: <bdi>{discarding?.reason}</bdi>
        </p>
        <p>{t('quarantine.discardHint')}</p>
      </ConfirmDialog>
    </ModuleFrame>
  );
}

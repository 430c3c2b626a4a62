import {
  ActionButton,
  DataColumn,
  DataTable,
  messageOf,
  QueryLike,
  QueryState,
  ReasonDialog,
  SplitView,
  useKeyMap,
  useToasts,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { useMutation } from '@tanstack/react-query';
import { ReactNode, useMemo, useState } from 'react';
import { newIntentKey } from '../../hooks/queryKeys';
import { useFraudText } from '../../translation';

/** One verb on the rows of a list: a button on each row it fits, a key for the row in focus, a dialog for the reason. */
export type ListDecision<T> = {
  id: string;
  /** The verb. */
  label: string;
  /** The letter that does it on the row in focus. */
  keyHint: string;
  danger?: boolean;
  /** Rows it makes sense for; on others it is not offered. */
  fits: (one: T) => boolean;
  /** Why it may not be done; null when it may. */
  blocked: (one: T) => string | null;
  title: string;
  /** What it is about and what follows. */
  about: (one: T) => ReactNode;
  /** The key belongs to the intent: pressing twice decides once. Rejects with why it failed. */
  run: (one: T, reason: string, idempotencyKey: string) => Promise<string>;
};

/** The lists, with the name of the row in focus in the URL. */
const URL_NAMES = { approvals: 'approval', suppressions: 'suppression', reviews: 'review' } as const;

export type DecisionListProps<T, D extends { items: readonly T[] }> = {
  /** Which list: its words, its name in the URL and its remembered columns follow from it. */
  list: keyof typeof URL_NAMES;
  query: QueryLike<D>;
  columns: readonly DataColumn<T>[];
  getRowId: (one: T) => string;
  decisions: readonly ListDecision<T>[];
  /** Pixels of the column with the verbs. */
  actionsWidth: number;
  isDimmed?: (one: T) => boolean;
  /** How it goes on; left out where all is read at once. */
  more?: { hasMore: boolean; isLoadingMore: boolean; onEndReached: () => void };
  /** The detail of the row in focus; given the verbs as they stand on the row. */
  detail?: (one: T | undefined, close: () => void, verbs: ReactNode) => ReactNode;
};

type Intent<T> = { decision: ListDecision<T>; one: T; idempotencyKey: string };

/**
 * A list whose rows wait for the decision of a person: approvals, suppressions, reviews. Taking the decision puts its row
 * into focus, so that what is decided on is what is shown.
 */
export function DecisionList<T extends object, D extends { items: readonly T[] }>(props: DecisionListProps<T, D>) {
  const { list, query, columns, getRowId, decisions, actionsWidth, isDimmed, more, detail } = props;
  const { t } = useFraudText();
  const toasts = useToasts();
  const [focusedId, setFocusedId] = useUrlState(URL_NAMES[list]);
  const [intent, setIntent] = useState<Intent<T> | null>(null);
  const focus = (id: string | undefined) => setFocusedId(id, { replace: true });
  const decide = useMutation({
    mutationFn: ({ decision, one, idempotencyKey, reason }: Intent<T> & { reason: string }) =>
      decision.run(one, reason, idempotencyKey),
    onSuccess: said => {
      setIntent(null);
      toasts.done(said);
    },
  });
  const focused = query.data?.items.find(one => getRowId(one) === focusedId);
  const begin = (decision: ListDecision<T>, one: T | undefined) => {
    if (!one || !decision.fits(one)) return;
    const reason = decision.blocked(one);
    if (reason) {
      toasts.info(reason);
      return;
    }
    focus(getRowId(one));
    decide.reset();
    setIntent({ decision, one, idempotencyKey: newIntentKey() });
  };
  useKeyMap(
    decisions.map(decision => ({
      key: decision.keyHint.toLocaleLowerCase('en-US'),
      label: decision.label,
      run: () => begin(decision, focused),
    })),
  );
  const verbsOf = (one: T, small: boolean) =>
    decisions
      .filter(decision => decision.fits(one))
      .map(decision => [
        <ActionButton
          key={decision.id}
          small={small}
          keyHint={small ? undefined : decision.keyHint}
          disabledReason={decision.blocked(one)}
          onClick={() => begin(decision, one)}
        >
          {decision.label}
        </ActionButton>,
        ' ',
      ]);
  const withActions: DataColumn<T>[] = useMemo(
    () => [
      ...columns,
      {
        id: 'actions',
        header: t('page.decide'),
        quietHeader: true,
        width: actionsWidth,
        fixed: true,
        cell: one => verbsOf(one, true),
      },
    ],
    // The verbs read the newest state of the page through what they were made of.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, columns, actionsWidth, decisions],
  );
  const table = (
    <QueryState query={query} empty={{ title: t(`${list}.emptyTitle`), hint: t(`${list}.emptyHint`) }}>
      {({ items }) => (
        <DataTable
          tableId={`fraud-${list}`}
          label={t(`${list}.table`)}
          columns={withActions}
          rows={items}
          getRowId={getRowId}
          focusedId={focusedId}
          onFocusRow={one => focus(getRowId(one))}
          onOpen={one => focus(getRowId(one))}
          isDimmed={isDimmed}
          {...more}
          pageKeys
        />
      )}
    </QueryState>
  );
  return (
    <>
      {detail ? (
        <SplitView detail={detail(focused, () => focus(undefined), focused && verbsOf(focused, false))}>
          {table}
        </SplitView>
      ) : (
        table
      )}
      <ReasonDialog
        open={intent !== null}
        title={intent?.decision.title ?? ''}
        confirmLabel={intent?.decision.label ?? ''}
        danger={intent?.decision.danger}
        busy={decide.isPending}
        error={decide.error ? t('work.failed', { message: messageOf(decide.error) }) : undefined}
        onConfirm={reason => intent && decide.mutate({ ...intent, reason })}
        onClose={() => setIntent(null)}
      >
        {intent && <p>{intent.decision.about(intent.one)}</p>}
      </ReasonDialog>
    </>
  );
}

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { AsOf, Visibility } from '@internal/plugin-payrec-common';
import { ReactNode, useEffect } from 'react';
import { statusOf } from '../client/queryClient';
import { formatInstant } from '../format/formatTime';
import { usePayrecLocale } from '../format/locale';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { Notice, StatePage, ThinBar } from './Notice';
import { SkeletonRows, useDelayed } from './Skeleton';
import { messageOf, referenceOf } from './messageOf';

/** How often a page asks again while the engine is away. */
export const ENGINE_RETRY_MS = 10_000;

/** The part of a TanStack query result that the states need. */
export type QueryLike<T> = {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
};

/** Why it is empty, and what would fill it. */
export type EmptyText = { title: ReactNode; hint?: ReactNode; action?: ReactNode };

export type QueryStateProps<T> = {
  query: QueryLike<T>;
  /** Tells an empty answer; `items` without rows unless told. */
  isEmpty?: (data: T) => boolean;
  empty?: EmptyText;
  /** In the shape of the content. */
  skeleton?: ReactNode;
  /** The data is older than its promise: the page shows it and says so. */
  stale?: boolean;
  /** Takes the height of its parent: for lists. */
  fill?: boolean;
  children: (data: T) => ReactNode;
};

export function isUnavailable(error: unknown): boolean {
  const status = statusOf(error);
  return status === 503 || status === 504;
}

export function isDenied(error: unknown): boolean {
  return statusOf(error) === 403;
}

function hasNoItems(data: unknown): boolean {
  const items = (data as { items?: unknown } | null)?.items;
  return Array.isArray(items) && items.length === 0;
}

/**
 * One place that tells apart: loading (after 150 ms), empty, no permission, partial sight, old data, engine away (asks
 * again by itself and keeps the old rows) and failed.
 */
export function QueryState<T>(props: QueryStateProps<T>) {
  const { query, isEmpty = hasNoItems, empty, skeleton, stale = false, children } = props;
  const { data, error, isPending, isFetching, refetch } = query;
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const showSkeleton = useDelayed(isPending && !error);
  const showRefresh = useDelayed(isFetching && !isPending);
  const unavailable = isUnavailable(error);
  useEffect(() => {
    if (!unavailable) return undefined;
    const timer = setInterval(() => refetch(), ENGINE_RETRY_MS);
    return () => clearInterval(timer);
  }, [unavailable, refetch]);

  // A lost permission also takes away what was read before.
  if (isDenied(error)) {
    return <StatePage kind="denied" title={t('state.deniedTitle')} hint={t('state.deniedHint')} />;
  }
  if (data === undefined) {
    if (unavailable) {
      return (
        <StatePage kind="unavailable" title={t('state.unavailableTitle')} hint={t('state.unavailableHint')} live>
          <ActionButton onClick={() => refetch()}>{t('state.retry')}</ActionButton>
        </StatePage>
      );
    }
    if (error) return <Failed error={error} onRetry={() => refetch()} />;
    if (!showSkeleton) return null;
    return (
      <div role="status" aria-label={t('state.loading')}>
        {skeleton ?? <SkeletonRows />}
      </div>
    );
  }
  const { visibility } = (data ?? {}) as { visibility?: Visibility };
  return (
    <>
      <ThinBar active={showRefresh} label={t('state.refreshing')} />
      {unavailable && <Notice tone="bad">{t('state.unavailableKept')}</Notice>}
      {Boolean(error) && !unavailable && (
        <Notice
          tone="bad"
          action={
            <ActionButton small onClick={() => refetch()}>
              {t('state.retry')}
            </ActionButton>
          }
        >
          {t('state.errorKept', { message: messageOf(error).replace(/\.$/, '') })}
        </Notice>
      )}
      {stale && <StaleNotice asOf={(data as { asOf?: AsOf }).asOf} />}
      {visibility === 'partial' && <Notice tone="info">{t('state.partial')}</Notice>}
      {isEmpty(data) ? (
        <StatePage kind="empty" title={empty?.title ?? t('state.emptyTitle')} hint={empty?.hint}>
          {empty?.action}
        </StatePage>
      ) : (
        children(data)
      )}
    </>
  );
}

function StaleNotice({ asOf }: { asOf: AsOf | undefined }) {
  const locale = usePayrecLocale();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const time = asOf?.at ? formatInstant(asOf.at, { locale }) : '—';
  return <Notice tone="warn">{t('state.stale', { time })}</Notice>;
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const reference = referenceOf(error);
  return (
    <StatePage
      kind="failed"
      title={t('state.errorTitle')}
      hint={
        <>
          {messageOf(error)}
          {reference && (
            <>
              <br />
              {t('state.reference', { id: reference })}
            </>
          )}
        </>
      }
      live
    >
      <ActionButton onClick={onRetry}>{t('state.retry')}</ActionButton>
    </StatePage>
  );
}

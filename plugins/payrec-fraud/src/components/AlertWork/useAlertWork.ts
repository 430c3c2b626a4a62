import { useApi } from '@backstage/frontend-plugin-api';
import { AlertJson, BULK_ANALYST_MAX } from '@internal/plugin-payrec-fraud-common';
import { formatInstant, messageOf, statusOf, usePayrecLocale, useToasts } from '@internal/plugin-payrec-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FraudApi, fraudApiRef } from '../../api';
import { AlertFeed } from '../../feed/useAlertFeed';
import { Actor } from '../../hooks/useActor';
import { MODULE_KEY, newIntentKey } from '../../hooks/queryKeys';
import { useFraudText } from '../../translation';
import { personName, shortId } from '../AlertLabels';
import { Blocked, blockedReason, WorkAction } from './blockedReason';

export type DialogAction = Exclude<WorkAction, 'claim' | 'release'>;
export type BulkAction = Exclude<WorkAction, 'note' | 'reassign' | 'reopen'>;
export type BulkResult = Awaited<ReturnType<FraudApi['bulkAlerts']>>;

/** What a person is about to do. The key belongs to the intent: pressing twice or trying again decides once. */
export type Intent = { action: DialogAction; alerts: readonly AlertJson[]; idempotencyKey: string };

/** What a dialog asks besides the reason. */
export type Answers = { until?: string; assignee?: string };

const CALLS = {
  confirm_fraud: 'confirmFraud',
  false_positive: 'markFalsePositive',
  escalate: 'escalateAlert',
} as const;

export type AlertWorkOptions = {
  actor: Actor;
  feed: Pick<AlertFeed, 'store' | 'status'>;
  /** Serve-next has claimed this one. */
  onServed: (alert: AlertJson) => void;
};

/**
 * The work on alerts: opens the dialog, sends version and fence, shows the new state at once, and on a conflict shows what
 * the alert is now instead of repeating.
 */
export function useAlertWork({ actor, feed, onServed }: AlertWorkOptions) {
  const { t } = useFraudText();
  const locale = usePayrecLocale();
  const client = useApi(fraudApiRef);
  const queryClient = useQueryClient();
  const toasts = useToasts();
  const [intent, setIntent] = useState<Intent | null>(null);
  const [bulkResult, setBulkResult] = useState<BulkResult | null>(null);
  const offline = feed.status.phase === 'reconnecting';

  const say = (blocked: Blocked | null): string | null => {
    if (!blocked) return null;
    if (blocked.key !== 'otherClaim') return t(`blocked.${blocked.key}`);
    const time = blocked.until ? formatInstant(blocked.until, { locale, now: new Date().toISOString() }) : '—';
    return t('blocked.otherClaim', { name: personName(blocked.holder), time });
  };
  const context = () => ({ nowMs: Date.now(), offline });
  const blocked = (action: WorkAction, alerts: readonly AlertJson[]): string | null => {
    const judged = alerts.map(alert => blockedReason(action, alert, actor, context()));
    return judged.some(one => one === null) ? null : say(judged[0] ?? null);
  };

  const failed = async (alertId: string, error: unknown) => {
    const message = messageOf(error).replace(/\.$/, '');
    if (statusOf(error) !== 409) {
      toasts.failed(t('work.failed', { message }));
      return;
    }
    toasts.failed(t('work.conflict', { message }));
    const detail = await client.getAlert({ params: { alertId } }).catch(() => undefined);
    if (detail) feed.store.applyOwn(detail);
    queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'getAlert', alertId] });
  };
  const changed = (alert: AlertJson) => {
    feed.store.applyOwn(alert);
    queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listViews'] });
    queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'listApprovals'] });
  };

  const claim = useMutation({
    mutationFn: (alert: AlertJson) =>
      client.claimAlert({ params: { alertId: alert.alertId }, body: { expectedRowVersion: alert.rowVersion } }),
    onSuccess: ({ alert }) => changed(alert),
    onError: (error, alert) => failed(alert.alertId, error),
  });
  const release = useMutation({
    mutationFn: (alert: AlertJson) =>
      client.releaseAlert({
        params: { alertId: alert.alertId },
        body: { expectedRowVersion: alert.rowVersion, fence: alert.fence },
      }),
    onSuccess: changed,
    onError: (error, alert) => failed(alert.alertId, error),
  });
  const next = useMutation({
    mutationFn: (query: string) => client.claimNext({ body: { query } }),
    onSuccess: ({ claim: served }) => {
      if (!served) {
        toasts.info(t('work.nothingNext'));
        return;
      }
      feed.store.reveal(served.alert);
      changed(served.alert);
      onServed(served.alert);
    },
    onError: error => {
      toasts.failed(t('work.failed', { message: messageOf(error) }));
    },
  });
  const one = useMutation({
    mutationFn: async ({ sent, reason, until, assignee }: { sent: Intent; reason: string } & Answers) => {
      const { action, idempotencyKey } = sent;
      // The newest known version: what the person decided on is what stands in the row.
      const alert = feed.store.get(sent.alerts[0].alertId) ?? sent.alerts[0];
      const params = { alertId: alert.alertId };
      if (action === 'note') {
        await client.addNote({ params, body: { text: reason, idempotencyKey } });
        return { action, alert };
      }
      if (action === 'reassign') {
        const body = { expectedRowVersion: alert.rowVersion, assignee: assignee!, reason };
        return { action, alert: (await client.reassignAlert({ params, body })).alert };
      }
      const version = { expectedRowVersion: alert.rowVersion, reason, idempotencyKey };
      if (action === 'reopen') return { action, alert: await client.reopenAlert({ params, body: version }) };
      const body = { ...version, fence: alert.fence };
      if (action === 'snooze') {
        return { action, alert: await client.snoozeAlert({ params, body: { ...body, until: until! } }) };
      }
      return { action, alert: await client[CALLS[action]]({ params, body }) };
    },
    onSuccess: ({ action, alert }) => {
      setIntent(null);
      if (action === 'note') {
        toasts.done(t('work.noted', { id: shortId(alert.alertId) }));
        queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'getAlert', alert.alertId] });
        return;
      }
      changed(alert);
      if (action === 'reassign' && alert.claimedBy) {
        toasts.done(t('work.reassigned', { id: shortId(alert.alertId), name: personName(alert.claimedBy) }));
        return;
      }
      toasts.done(t('work.decided', { id: shortId(alert.alertId), state: t(`state.${alert.state}`) }));
    },
    onError: (error, { sent }) => {
      if (statusOf(error) !== 409) return;
      setIntent(null);
      failed(sent.alerts[0].alertId, error);
    },
  });
  const bulk = useMutation({
    mutationFn: (input: {
      action: BulkAction;
      alerts: readonly AlertJson[];
      reason: string;
      until?: string;
      idempotencyKey: string;
    }) =>
      client.bulkAlerts({
        body: {
          action: input.action,
          reason: input.reason,
          ...(input.until && { until: input.until }),
          idempotencyKey: input.idempotencyKey,
          items: input.alerts.map(alert => ({ id: alert.alertId, version: alert.rowVersion })),
        },
      }),
    onSuccess: result => {
      setIntent(null);
      setBulkResult(result);
      queryClient.invalidateQueries({ queryKey: [MODULE_KEY] });
    },
  });

  const tooMany = (alerts: readonly AlertJson[]) =>
    alerts.length > BULK_ANALYST_MAX && !actor.maySupervise
      ? t('blocked.many', { number: String(BULK_ANALYST_MAX) })
      : null;
  const noTriage = actor.mayTriage ? null : t('blocked.noTriage');
  const cannotServe = noTriage ?? (offline ? t('blocked.offline') : null);
  const lastError = one.error && statusOf(one.error) !== 409 ? one.error : bulk.error;

  return {
    intent,
    bulkResult,
    busy: one.isPending || bulk.isPending,
    busyServing: next.isPending,
    cannotServe,
    offline,
    /** Why the last attempt failed; a conflict is told elsewhere. */
    error: lastError ? t('work.failed', { message: messageOf(lastError) }) : undefined,
    blocked: (action: WorkAction, alerts: readonly AlertJson[]) => tooMany(alerts) ?? blocked(action, alerts),
    close() {
      setIntent(null);
      one.reset();
      bulk.reset();
    },
    closeResult: () => setBulkResult(null),
    /** Claims or releases at once, opens the dialog of everything else, or says why it is not possible. */
    begin(action: WorkAction, alerts: readonly AlertJson[]) {
      if (alerts.length === 0) return;
      const reason = tooMany(alerts) ?? blocked(action, alerts);
      if (reason) {
        toasts.info(reason);
        return;
      }
      const able = alerts.filter(alert => blockedReason(action, alert, actor, context()) === null);
      if (action === 'claim' || action === 'release') {
        if (able.length === 1) (action === 'claim' ? claim : release).mutate(able[0]);
        else {
          const reasonText = t('work.bulkReason', { action });
          bulk.mutate({ action, alerts: able, reason: reasonText, idempotencyKey: newIntentKey() });
        }
        return;
      }
      // A decision on many rows keeps those that will be refused: each gets its own result.
      setIntent({ action, alerts: alerts.length > 1 ? alerts : able, idempotencyKey: newIntentKey() });
    },
    confirm(reason: string, { until, assignee }: Answers = {}) {
      if (!intent) return;
      const { action, alerts, idempotencyKey } = intent;
      if (alerts.length === 1 || action === 'note' || action === 'reassign' || action === 'reopen') {
        one.mutate({ sent: intent, reason, until, assignee });
      } else bulk.mutate({ action, alerts, reason, until, idempotencyKey });
    },
    serveNext(query: string) {
      if (cannotServe) toasts.info(cannotServe);
      else if (!next.isPending) next.mutate(query);
    },
  };
}

export type AlertWork = ReturnType<typeof useAlertWork>;

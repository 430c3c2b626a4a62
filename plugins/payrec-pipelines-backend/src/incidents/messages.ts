import { Money, moneyToDecimal } from '@internal/plugin-payrec-common';
import { SloSeverity } from '@internal/plugin-payrec-pipelines-common';
import { ActiveSlo } from '../sla/store/SloStore';

export type IncidentStatus = 'firing' | 'resolved' | 'moved' | 'flapping' | 'noData';
export type IncidentMessage = {
  readonly incidentId: string;
  readonly number: number;
  readonly slo: ActiveSlo;
  readonly status: IncidentStatus;
  readonly severity: SloSeverity;
  readonly partition: string | null;
  readonly reason: string;
  readonly openedMs: number;
  readonly resolvedMs: number | null;
  readonly moneyBehind: readonly Money[];
};

const SEVERITY = { page: 'critical', ticket: 'high', info: 'normal' } as const;

/** What owners read. One row per incident in their list: the scope is the incident, so later messages update it. */
export function notificationPayload(message: IncidentMessage) {
  const { slo, status, partition } = message;
  const what = `${slo.entityTitle}: ${slo.title}`;
  const title = {
    firing: `${what} is not met`,
    resolved: `${what} is met again`,
    moved: `${what} waits for its source`,
    flapping: `${what} comes and goes; no messages until it is stable`,
    noData: `${what} cannot be judged: no data`,
  }[status];
  const waits = message.moneyBehind.map(money => `${money.currency} ${moneyToDecimal(money)}`).join(', ');
  return {
    title,
    description: [partition && `Partition ${partition}.`, sentence(message.reason), waits && `${waits} wait behind it.`]
      .filter(Boolean)
      .join(' '),
    link: `/payrec/operations?incident=${encodeURIComponent(message.incidentId)}`,
    severity: status === 'resolved' || status === 'moved' ? ('low' as const) : SEVERITY[message.severity],
    topic: 'payrec-sla',
    scope: `sla:${message.incidentId}`,
  };
}

/** Alertmanager's webhook, version 4, so that every on-call tool that reads that one reads ours. */
export function webhookPayload(message: IncidentMessage, appBaseUrl: string) {
  const { slo, status } = message;
  const resolved = status === 'resolved' || status === 'moved';
  const labels = {
    alertname: status === 'noData' ? 'PayrecSlaNoData' : 'PayrecSlaBreached',
    slo: slo.name,
    entity: slo.entityRef,
    severity: message.severity,
    incident: message.incidentId,
    ...(slo.owner && { owner: slo.owner }),
  };
  const payload = notificationPayload(message);
  const annotations = {
    summary: payload.title,
    description: payload.description,
    ...(slo.runbook && { runbook_url: slo.runbook }),
  };
  const url = `${appBaseUrl.replace(/\/$/, '')}${payload.link}`;
  const state = resolved ? 'resolved' : 'firing';
  return {
    version: '4',
    groupKey: `{}:{incident="${message.incidentId}"}`,
    truncatedAlerts: 0,
    status: state,
    receiver: 'payrec',
    groupLabels: { incident: message.incidentId },
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: appBaseUrl,
    alerts: [
      {
        status: state,
        labels,
        annotations,
        startsAt: new Date(message.openedMs).toISOString(),
        // Alertmanager's zero time: it has not ended.
        endsAt: resolved && message.resolvedMs ? new Date(message.resolvedMs).toISOString() : '0001-01-01T00:00:00Z',
        generatorURL: url,
        fingerprint: `${slo.id}`,
      },
    ],
  };
}

function sentence(text: string): string {
  return text === '' ? '' : `${text[0].toLocaleUpperCase('en-US')}${text.slice(1)}.`;
}

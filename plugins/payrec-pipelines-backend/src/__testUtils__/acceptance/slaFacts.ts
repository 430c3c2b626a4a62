import { SLO_ENTITY } from './prepareScenario';
import { API, Stage } from './Stage';

/** Verdict of a partition (without one: what the objective is about now) and the first objective of the scenario. */
export async function verdictOf(stage: Stage, partition?: string) {
  const { body } = await stage.get(`entity-sla?entityRef=${encodeURIComponent(SLO_ENTITY)}`);
  const slo = body.slos?.[0];
  const wanted = partition ?? slo?.current?.partition;
  let verdict = body.verdicts?.find((one: any) => one.partition === wanted);
  if (!verdict && slo && wanted) {
    const page = await stage.get(`slas/${slo.id}/verdicts?partition=${encodeURIComponent(wanted)}`);
    verdict = page.body.items?.[0];
  }
  return { verdict, slo, body };
}

/** All the product says about an objective and one of its partitions, under the names scenarios use. */
export async function slaFacts(stage: Stage, partition?: string): Promise<Record<string, any>> {
  const { verdict, slo, body } = await verdictOf(stage, partition);
  const incidents = (await stage.get('incidents?limit=100')).body.items ?? [];
  const details = [];
  for (const one of incidents) details.push((await stage.call('GET', `${API}/incidents/${one.id}`)).body);
  const { sent } = stage.backend.state;
  const current = slo?.current ?? {};
  return {
    ...slo?.budget,
    total: slo?.budget?.valid,
    budget: slo?.budget,
    burn: slo?.burn,
    burnAlerts: slo?.burnAlerts,
    check: slo?.check,
    current,
    currentState: current.state,
    predictedAt: current.predictedAt,
    marginSeconds: current.marginSeconds,
    value: current.value ?? null,
    partition: null,
    ...verdict,
    verdict: verdict?.state ?? current.state ?? null,
    deadline: verdict?.deadlineAt ?? null,
    landedAt: verdict?.landedAt ?? null,
    reason: verdict?.reason ?? current.reason,
    corrected: (verdict?.corrections?.length ?? 0) > 0,
    correctedFrom: verdict?.corrections?.[0]?.from ?? null,
    was: verdict?.corrections?.[0]?.from ?? null,
    audit: verdict?.corrections?.map((one: any) => `${one.from} -> ${one.to}`) ?? [],
    auditEntries: verdict?.corrections?.length ?? 0,
    sloVersion: verdict?.sloVersion ?? null,
    faults: body.faults,
    incidents: incidents.length,
    openIncidents: incidents.filter((one: any) => one.state !== 'resolved').length,
    incidentState: incidents[0]?.state ?? null,
    incident: details[0] ?? null,
    rootCause: details[0]?.root?.entityTitle ?? null,
    root: details[0]?.root?.entityTitle ?? null,
    attached: details.reduce((sum, one) => sum + (one.affectedCount ?? 0), 0),
    moneyBehind: details[0]?.moneyBehind ?? [],
    notificationSent: sent.length > 0,
    notifications: sent.length,
    notified: sent.map(one => (one.recipients as { entityRef?: string }).entityRef),
    recipients: [...new Set(sent.map(one => (one.recipients as { entityRef?: string }).entityRef))],
    notificationRows: new Set(sent.map(one => one.payload.scope)).size,
    severity: sent[sent.length - 1]?.payload.severity ?? slo?.severity ?? null,
  };
}

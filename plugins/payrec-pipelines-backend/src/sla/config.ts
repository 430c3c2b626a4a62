import { Config } from '@backstage/config';
import { Instant, IsoDate, parseInstant, parseIsoDate } from '@internal/plugin-payrec-common';

export type ConfiguredMaintenance = {
  readonly scope: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly reason: string;
};

export type SlaConfig = {
  /** Zone of the page and of objectives that name none. */
  readonly timezone: string;
  /** Calendars of the company by name: days without partitions or deadlines, besides weekends where `weekdays` is on. */
  readonly calendars: ReadonlyMap<string, { readonly weekdays: boolean; readonly closed: ReadonlySet<IsoDate> }>;
  readonly maintenance: readonly ConfiguredMaintenance[];
  /** Receiver of the Alertmanager v4 payload; null sends none. */
  readonly webhook: { readonly url: string; readonly token: string | null } | null;
  /** Named queries of metric sources: what `source: { query: <name> }` of an objective means. */
  readonly queries: ReadonlyMap<string, { readonly source: string; readonly query: string }>;
  /** No event and no evaluation for longer: the page says its data is stale. */
  readonly staleAfterSeconds: number;
  /** For so long after its start the process judges nothing. */
  readonly evaluateAfterSeconds: number;
  /** Largest change of rows an overwrite may make, as a ratio, where no objective says another. */
  readonly volumeMaxChange: number;
};

/** Reads `payrec.pipelines`. @throws Error naming the key, the value and what is expected. */
export function readSlaConfig(root: Config): SlaConfig {
  const config = root.getOptionalConfig('payrec.pipelines');
  const calendars = (config?.getOptionalConfigArray('calendars') ?? []).map((one, at) => {
    const closed = (one.getOptionalStringArray('closed') ?? []).map(day => {
      try {
        return parseIsoDate(day);
      } catch {
        throw new Error(`payrec.pipelines.calendars[${at}].closed has "${day}", which is no day as YYYY-MM-DD`);
      }
    });
    return [
      one.getString('name'),
      { weekdays: one.getOptionalBoolean('weekdays') ?? true, closed: new Set(closed) },
    ] as const;
  });
  const maintenance = (config?.getOptionalConfigArray('maintenance') ?? []).map((one, at) => {
    const key = `payrec.pipelines.maintenance[${at}]`;
    const [from, to] = ['from', 'to'].map(name => readInstant(one, name, key));
    if (from >= to) throw new Error(`${key}.to is ${to}, which is not after ${key}.from (${from})`);
    return { scope: one.getString('scope'), from, to, reason: one.getString('reason') };
  });
  const webhook = config?.getOptionalConfig('webhook');
  const queries = (config?.getOptionalConfigArray('queries') ?? []).map(
    one =>
      [
        one.getString('name'),
        { source: one.getOptionalString('source') ?? 'prometheus', query: one.getString('query') },
      ] as const,
  );
  return {
    timezone: config?.getOptionalString('timezone') ?? 'UTC',
    calendars: new Map(calendars),
    maintenance,
    webhook: webhook ? { url: webhook.getString('url'), token: webhook.getOptionalString('token') ?? null } : null,
    queries: new Map(queries),
    staleAfterSeconds: config?.getOptionalNumber('staleAfterSeconds') ?? 900,
    evaluateAfterSeconds: config?.getOptionalNumber('evaluateAfterSeconds') ?? 0,
    volumeMaxChange: config?.getOptionalNumber('volumeMaxChange') ?? 0.5,
  };
}

function readInstant(config: Config, name: string, key: string): Instant {
  const text = config.getString(name);
  try {
    return parseInstant(text);
  } catch {
    throw new Error(`${key}.${name} is "${text}", which is no instant in UTC such as 2026-03-10T04:00:00Z`);
  }
}

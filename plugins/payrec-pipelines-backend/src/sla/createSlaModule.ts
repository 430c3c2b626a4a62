import { Instant } from '@internal/plugin-payrec-common';
import { Mount } from '@internal/plugin-payrec-node';
import { IncidentKeeper } from '../incidents/IncidentKeeper';
import { IncidentService } from '../incidents/IncidentService';
import { IncidentStore } from '../incidents/IncidentStore';
import { mountIncidents } from '../incidents/mountIncidents';
import { Outbox } from '../incidents/Outbox';
import { PipelineMetrics } from '../operations/PipelineMetrics';
import { mountOperations } from '../operations/mountOperations';
import { SlaModuleDeps } from './deps';
import { Evaluation, Evaluator } from './Evaluator';
import { mountSla } from './mountSla';
import { SlaMetrics } from './SlaMetrics';
import { SloView } from './SloView';
import { MaintenanceStore } from './store/MaintenanceStore';
import { SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';

/** The parts the endpoints are made of. */
export type SlaParts = {
  readonly deps: SlaModuleDeps;
  readonly slos: SloStore;
  readonly verdicts: VerdictStore;
  readonly maintenance: MaintenanceStore;
  readonly incidents: IncidentStore;
  readonly outbox: Outbox;
  readonly view: SloView;
  readonly incidentService: IncidentService;
  readonly evaluate: (now?: Instant) => Promise<Evaluation>;
};

export type SlaModule = {
  /** Judges everything at `now` (the clock's time without it) and sends what came of it. Safe on any replica at any time. */
  evaluate(now?: Instant): Promise<Evaluation>;
  /** Call it when events were stored: evaluates soon, many calls together once. */
  wake(): void;
  /** Mounts all endpoints of SLAs, incidents and operations. */
  mount(mount: Mount['mount']): void;
  /** Sends messages that failed before; the clock calls it too. */
  dispatch(): Promise<number>;
  /** Sets the gauges of `/metrics`. Every replica does it for itself, once a minute. */
  refreshMetrics(): Promise<void>;
  /** Deletes slices nobody counts any more. @returns how many. */
  deleteOldSlices(): Promise<number>;
  stop(): Promise<void>;
};

/** Events arrive in bursts: one evaluation a while after the first of them, and under a steady stream not without pause. */
const WAKE_AFTER_MS = 2_000;
const WAKE_PAUSE_MS = 15_000;
const SLICES_KEPT_MS = 32 * 86_400_000;

/** SLA clock, incidents and the Operations page over a lineage registry. Nothing runs before `evaluate` or `wake`. */
export function createSlaModule(deps: SlaModuleDeps): SlaModule {
  const { db, config, logger } = deps;
  const slos = new SloStore();
  const verdicts = new VerdictStore();
  const incidents = new IncidentStore();
  const maintenance = new MaintenanceStore(config.maintenance);
  const doFetch = deps.fetch ?? fetch;
  const outbox = new Outbox({ db, webhook: config.webhook, notifications: deps.notifications, fetch: doFetch, logger });
  const appBaseUrl = deps.appBaseUrl ?? 'http://localhost:7007';
  const keeper = new IncidentKeeper(incidents, outbox, appBaseUrl, config.webhook !== null);
  const view = new SloView({ db, slos, verdicts, incidents, visibility: deps.visibility });
  const incidentService = new IncidentService({ db, incidents, slos, view, outbox });
  const evaluator = new Evaluator({ ...deps, slos, verdicts, maintenance, keeper });
  const metrics = new SlaMetrics({ db, slos, view });
  const pipelineMetrics = new PipelineMetrics({ db, registry: deps.registry, slos, incidents, config });

  let running: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let wokenMs = -WAKE_PAUSE_MS;
  const evaluate = (now: Instant = deps.now()): Promise<Evaluation> => {
    const next = running
      .catch(() => undefined)
      .then(async () => {
        const evaluation = await evaluator.evaluate(now);
        await outbox.dispatch(Date.parse(now));
        return evaluation;
      });
    running = next;
    return next;
  };
  const parts: SlaParts = {
    deps,
    slos,
    verdicts,
    maintenance,
    incidents,
    outbox,
    view,
    incidentService,
    evaluate,
  };
  return {
    evaluate,
    wake() {
      if (timer) return;
      // The pause is of the process and not of the domain, so it is measured by the process's own clock.
      const pauseMs = Math.max(WAKE_AFTER_MS, wokenMs + WAKE_PAUSE_MS - performance.now());
      timer = setTimeout(() => {
        timer = undefined;
        wokenMs = performance.now();
        evaluate().catch(error =>
          logger.warn('The SLA evaluation after new events failed; the clock repeats it', error),
        );
      }, pauseMs).unref();
    },
    mount(mount) {
      mountSla(mount, parts);
      mountIncidents(mount, parts);
      mountOperations(mount, parts);
    },
    dispatch: () => outbox.dispatch(Date.parse(deps.now())),
    async refreshMetrics() {
      const nowMs = Date.parse(deps.now());
      await metrics.update(nowMs);
      await pipelineMetrics.update(nowMs);
    },
    deleteOldSlices: () => verdicts.deleteSlicesBefore(db, Date.parse(deps.now()) - SLICES_KEPT_MS),
    async stop() {
      clearTimeout(timer);
      timer = undefined;
      await running.catch(() => undefined);
    },
  };
}

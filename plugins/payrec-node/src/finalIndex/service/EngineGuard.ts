import { LoggerService } from '@backstage/backend-plugin-api';
import { AsOf } from '@internal/plugin-payrec-common';
import {
  BrokenCircuitError,
  CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel';
import { FinalIndexUnavailableError } from '../../errors/errors';
import { errorReference } from '../../errors/publicError';
import { Engine, EngineOutageError } from '../engine/Engine';
import { EngineStatus } from '../types';
import { queryMetrics } from './queryMetrics';

const GAUGE_BY_STATE: Partial<Record<CircuitState, number>> = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 0.5,
};
const FAILURES_TO_OPEN = 3;
const PROBE_EVERY_MS = 5_000;
const PROBE_TIMEOUT_MS = 3_000;

/**
 * Stands between everybody and the engine: stops asking an engine that is down, tries it again with growing pauses, and
 * lets none of its errors out. What the engine said is in the log under the reference of the error.
 */
export class EngineGuard {
  private readonly breaker: CircuitBreakerPolicy;
  private lastAsOf: AsOf | null = null;
  private probe?: { readonly at: number; readonly result: Promise<boolean> };

  constructor(private readonly engine: Engine, private readonly logger: LoggerService) {
    this.breaker = circuitBreaker(
      // A query that is wrong says nothing about the engine; only its absence does.
      handleWhen(error => error instanceof EngineOutageError),
      {
        halfOpenAfter: new ExponentialBackoff({ initialDelay: 2_000, maxDelay: 30_000 }),
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      },
    );
    const gauge = queryMetrics.circuit.labels({ engine: engine.name });
    gauge.set(0);
    this.breaker.onStateChange(state => {
      gauge.set(GAUGE_BY_STATE[state] ?? 1);
      if (state === CircuitState.Open)
        logger.warn(`The query engine ${engine.name} does not answer; queries are refused`);
      if (state === CircuitState.Closed) logger.info(`The query engine ${engine.name} answers again`);
    });
  }

  /**
   * Runs `work` on the engine.
   * @throws the signal's reason when it aborted, errors of ours as they are, and FinalIndexUnavailableError for all else.
   */
  async run<T>(what: string, signal: AbortSignal | undefined, work: (engine: Engine) => Promise<T>): Promise<T> {
    try {
      return await this.breaker.execute(() => work(this.engine));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw this.hide(error, what);
    }
  }

  async asOf(signal?: AbortSignal): Promise<AsOf> {
    this.lastAsOf = await this.run('data version', signal, engine => engine.asOf());
    return this.lastAsOf;
  }

  /** At most one probe every five seconds, shared by all who ask. */
  async status(): Promise<EngineStatus> {
    if (!this.probe || Date.now() - this.probe.at > PROBE_EVERY_MS) {
      const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
      const result = this.breaker
        .execute(() => this.engine.ping(signal))
        .then(() => this.asOf(signal))
        .then(
          () => true,
          error => {
            if (!(error instanceof BrokenCircuitError)) this.hide(error, 'probe');
            return false;
          },
        );
      this.probe = { at: Date.now(), result };
    }
    const available = await this.probe.result;
    return {
      engine: this.engine.name,
      available,
      ...(!available && {
        reason: 'The query engine does not answer at the moment; it is tried again every few seconds',
      }),
      asOf: this.lastAsOf,
    };
  }

  /** The error for callers; the engine's own, which may hold SQL, paths and rows, stays in the log. */
  private hide(error: unknown, what: string): Error {
    if (error instanceof BrokenCircuitError) {
      return new FinalIndexUnavailableError('The query engine does not answer at the moment; try again shortly');
    }
    const reference = errorReference();
    const known = error instanceof Error ? error : new Error(String(error));
    this.logger.error(`${this.engine.name}: ${what} failed (ref ${reference}): ${known.message}`, known);
    return error instanceof EngineOutageError
      ? new FinalIndexUnavailableError(`The query engine does not answer at the moment (ref ${reference})`)
      : new FinalIndexUnavailableError(`The query engine could not run ${what} (ref ${reference})`);
  }
}

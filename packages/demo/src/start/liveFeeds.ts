import { setTimeout as sleep } from 'node:timers/promises';
import { INES, SVEN, runFraudDesk } from '../feed/fraudDesk';
import { runFraudFeed } from '../feed/fraudFeed';
import { runFirstShift } from '../feed/fraudFirstShift';
import { MadeWorld } from '../feed/generatorRun';
import { IntakeClient } from '../feed/IntakeClient';
import { runPipelineFeed } from '../feed/pipelineFeed';
import { SignInTarget } from '../oidc/signIn';
import { DemoState } from './demoState';
import { PortalClient } from './portalClient';

const AGAIN_AFTER_MS = 15_000;

/** Pipelines run, slip, fail and recover; first comes what they did in the days before. */
export async function runPipelines(
  state: DemoState,
  target: SignInTarget,
  made: MadeWorld,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const intake = new IntakeClient(target.portalUrl, state.secrets().intake);
  await keeper(say, signal).keep('pipelines', () => runPipelineFeed(intake, made, signal));
}

/** Payments are scored and alerts judged, while the demo runs. */
export async function runLiveFeeds(
  state: DemoState,
  target: SignInTarget,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const intake = new IntakeClient(target.portalUrl, state.secrets().intake);
  const analyst = { portal: new PortalClient(target, 'ines.analyst'), habits: INES };
  const supervisor = { portal: new PortalClient(target, 'sven.supervisor'), habits: SVEN };
  const { keep, complain } = keeper(say, signal);
  await Promise.all([
    keep('alerts', async () => {
      const fresh = !state.read('alerts.json');
      state.write('alerts.json', { backlogSentAt: new Date().toISOString() });
      const onBacklog = () =>
        runFirstShift({ analyst, supervisor }, signal).catch(error => complain('the first shift', error));
      await runFraudFeed({ analyst: analyst.portal, intake, fresh, onBacklog, signal });
    }),
    keep('alert decisions', () =>
      runFraudDesk([analyst, supervisor], signal, error => complain('alert decisions', error)),
    ),
  ]);
}

/** A feed that fails says so once and begins again; all of them end when `signal` aborts. */
function keeper(say: (line: string) => void, signal: AbortSignal) {
  const quiet = new Set<string>();
  const complain = (what: string, error: Error) => {
    if (signal.aborted || quiet.has(what)) return;
    quiet.add(what);
    say(`The feed of ${what} stumbled and goes on: ${error.message}`);
  };
  const keep = async (what: string, run: () => Promise<void>) => {
    while (!signal.aborted) {
      try {
        await run();
        return;
      } catch (error) {
        complain(what, error as Error);
        await sleep(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  return { keep, complain };
}

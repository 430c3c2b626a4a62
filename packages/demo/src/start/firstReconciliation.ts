import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoState } from './demoState';
import { matchAfterFiles } from './firstStartConfig';
import { PortalClient } from './portalClient';

type StatementFile = { id: string; state: 'received' | 'reading' | 'ingested' | 'rejected' };
type Run = { id: string; state: string };

/** Settlement reports first: their transactions should be known when the bank's money is matched. */
function byKindAndDay(a: string, b: string): number {
  const key = (name: string) => `${name.endsWith('.csv') ? 0 : 1} ${/\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? ''} ${name}`;
  return key(a) < key(b) ? -1 : 1;
}

/** Uploads one file of the demo folder as the signed-in person would. */
export async function deliver(client: PortalClient, folder: string, name: string): Promise<StatementFile> {
  return client.call('POST', `/v1/statement-files?fileName=${encodeURIComponent(name)}`, {
    bytes: await readFile(join(folder, name)),
  });
}

/**
 * Takes the statement files of a new demo in through the product's own intake and makes the first match over all of it.
 * Interrupted, it goes on where it was: the intake knows a file by its bytes.
 */
export async function firstReconciliation(
  state: DemoState,
  client: PortalClient,
  names: readonly string[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (state.read('ingested.json')) return;
  say(`Reading ${names.length} statement files of the last days`);
  const files: StatementFile[] = [];
  for (const name of [...names].sort(byKindAndDay)) {
    signal.throwIfAborted();
    files.push(await deliver(client, state.path('statements'), name));
  }
  const rejected: string[] = [];
  for (const file of files) {
    const { state: outcome } = await untilRead(client, file, signal);
    if (outcome === 'rejected') rejected.push(names[files.indexOf(file)]);
  }
  if (rejected.length > 0) say(`  ${rejected.length} files were refused; the Statements page says why`);

  say('First reconciliation');
  const run = await matchEverything(client, 'demo-first-run', signal);
  say(`  run ${run.state}`);
  state.write('ingested.json', { files: names, rejected, run: run.id });
  matchAfterFiles(state);
}

/** Waits until the intake has read or refused the file. */
export async function untilRead(
  client: PortalClient,
  file: StatementFile,
  signal: AbortSignal,
): Promise<StatementFile> {
  let now = file;
  while (now.state === 'received' || now.state === 'reading') {
    await sleep(300, undefined, { signal });
    now = await client.call('GET', `/v1/statement-files/${encodeURIComponent(file.id)}`);
  }
  return now;
}

/** Starts a run over all units and waits until it has ended. */
export async function matchEverything(client: PortalClient, idempotencyKey: string, signal: AbortSignal): Promise<Run> {
  let run = await client.call<Run>('POST', '/v1/runs', { json: { idempotencyKey } });
  while (run.state === 'queued' || run.state === 'running') {
    await sleep(500, undefined, { signal });
    run = await client.call('GET', `/v1/runs/${encodeURIComponent(run.id)}`);
  }
  return run;
}

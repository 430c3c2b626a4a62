import { adyenReport, mt940 } from './sampleFiles';
import { TestReconciliation } from './startReconciliation';

const ALICE = 'user:default/alice';
const BOB = 'user:default/bob';

export const REPORT = adyenReport({
  merchantAccount: 'ExampleCom',
  currency: 'EUR',
  batch: '77',
  date: '2026-11-16',
  rows: Array.from({ length: 25 }, (_, at) => ({
    psp: `88100000000${100 + at}`,
    reference: `ORD-${at}`,
    gross: BigInt(1000 + at),
    commission: BigInt(at),
  })),
});
/** The payout, and one credit nobody expects. */
export const STRANGE_CREDIT = 4711n;
const BANK = mt940({
  account: 'NL13TEST0123456789',
  currency: 'EUR',
  statementNo: '1/1',
  date: '2026-11-17',
  lines: [
    { amount: REPORT.payout, text: 'EXAMPLECOM BATCH 77' },
    { amount: STRANGE_CREDIT, reference: 'STRANGE', text: 'STRANGE CREDIT' },
  ],
});

/** A step that takes this long hangs; on a machine with other work half a minute is only slow. */
export const WAIT_MS = 120_000;

/** Parts of the workload, in order; `takeover` is the run in which the approval takes effect. */
export const KILL_PHASES = ['intake', 'run', 'decision', 'takeover'] as const;
export type KillPhase = (typeof KILL_PHASES)[number];

/**
 * Intake, run and decision, as a client that repeats what got no answer: the same bytes, the same keys. So it may be run
 * again after a kill at any point and ends in the same state.
 */
export async function killWorkload(
  portal: TestReconciliation,
  onPhase: (phase: KillPhase) => void = () => {},
): Promise<void> {
  onPhase('intake');
  for (const [name, text] of [
    ['report.csv', REPORT.text],
    ['bank.sta', BANK],
  ]) {
    const file = await portal.ingest(name, text);
    if (file.state !== 'ingested') throw new Error(`${name} is ${file.state}: ${file.rejectedReason}`);
  }
  onPhase('run');
  await portal.settle();
  const strange = (await portal.breaks.list({}, { sort: 'amount', limit: 10 })).find(
    one => one.breakClass === 'MISSING_LEFT',
  );
  if (!strange) {
    // Its approval took effect already: all that is left is to ask for it once more.
    await portal.settle();
    return;
  }
  const decide = (action: 'propose' | 'approve', actor: string, version: number) =>
    portal.breakService.decide(action, strange.id, {
      actor,
      scope: portal.scope,
      version,
      reason: 'written off',
      idempotencyKey: `${action}-once-and-only-once`,
    });
  onPhase('decision');
  await decide('propose', ALICE, 1);
  await decide('approve', BOB, 2);
  onPhase('takeover');
  await portal.settle();
}

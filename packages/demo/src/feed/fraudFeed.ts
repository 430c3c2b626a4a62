import { setTimeout as sleep } from 'node:timers/promises';
import { Instant, instantFromEpochMs, Transaction } from '@internal/plugin-payrec-common';
import type { AlertEventInput } from '@internal/plugin-payrec-fraud-common';
import { PortalClient } from '../start/portalClient';
import { merchantNames } from '../world/company';
import { alertFor, brokenEvent, rescored } from './fraudEvents';
import { IntakeClient } from './IntakeClient';
import { between, pick, seededRandom } from './random';

const BACKLOG = 200;
/** Events of the backlog that end in quarantine. */
const BROKEN = 3;
const PAGE = 200;
const PAGES = 30;
/** Days that are looked at for payments, and as many as one question may ask for, in a demo that was made long ago. */
const NEWEST_DAYS = 5;
const DAYS_MAX = 92;
/** Of the alerts: payments so large that two persons decide, which chance would give four times in a thousand. */
const LARGE_SHARE = 0.2;
/** Limit of four eyes, the same in these currencies. */
const LARGE_MINOR = 50_000n;
const LARGE_CURRENCIES: ReadonlySet<string> = new Set(['EUR', 'USD', 'GBP']);
/** Some five alerts a minute, which is about what the desk decides: its queue neither runs dry nor grows without end. */
const BURST_PAUSE_MS = { min: 20_000, max: 80_000 };

type Tools = {
  /** Reads payments as the fraud analyst. */
  readonly analyst: PortalClient;
  readonly intake: IntakeClient;
  /** True on the first start: a backlog of two days comes first. */
  readonly fresh: boolean;
  /** Called once, when that backlog is in. */
  readonly onBacklog: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** The scoring pipeline of the demo company: bursts of alerts on real payments, scores that change, and a bad event at times. */
export async function runFraudFeed({ analyst, intake, fresh, onBacklog, signal }: Tools): Promise<void> {
  const random = seededRandom(Date.now() % 1_000_000);
  let payments = await readPayments(analyst, NEWEST_DAYS);
  if (payments.usual.length === 0) payments = await readPayments(analyst, DAYS_MAX);
  if (payments.usual.length === 0) return;
  const sent: AlertEventInput[] = [];
  const now = () => instantFromEpochMs(Date.now());
  const next = (at: Instant) => {
    const large = payments.large.length > 0 && random() < LARGE_SHARE;
    const payment = pick(random, large ? payments.large : payments.usual);
    return alertFor(payment, merchantNames().get(payment.merchantId), at, random);
  };
  const send = (items: readonly unknown[]) => intake.post('payrec-fraud/v1/intake/alerts', { items }, signal);

  if (fresh) {
    const backlog = Array.from({ length: BACKLOG }, () =>
      next(instantFromEpochMs(Date.now() - between(random, 2, 48 * 60) * 60_000)),
    );
    await send([...backlog, ...Array.from({ length: BROKEN }, () => brokenEvent(now()))]);
    sent.push(...backlog);
    await onBacklog();
  }
  while (!signal.aborted) {
    await sleep(between(random, BURST_PAUSE_MS.min, BURST_PAUSE_MS.max), undefined, { signal });
    const size = random() < 0.12 ? between(random, 10, 25) : between(random, 1, 4);
    const burst: unknown[] = Array.from({ length: size }, () => next(now()));
    sent.push(...(burst as AlertEventInput[]));
    if (sent.length > 0 && random() < 0.4) {
      const place = between(random, 0, sent.length - 1);
      sent[place] = rescored(sent[place], now(), random);
      burst.push(sent[place]);
    }
    if (random() < 0.06) burst.push(brokenEvent(now()));
    await send(burst);
    sent.splice(0, Math.max(0, sent.length - 500));
  }
}

/** A payment is alerted once, so that there have to be enough of them for a day. */
type Payments = { readonly usual: readonly Transaction[]; readonly large: readonly Transaction[] };

/** Sales of the last days, the newest first, and the large ones among them; none when the index has no such days. */
async function readPayments(analyst: PortalClient, days: number): Promise<Payments> {
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const found: Transaction[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES && (page === 0 || cursor !== undefined); page++) {
    const from: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer: { items: Transaction[]; nextCursor?: string } = await analyst.call(
      'GET',
      `/v1/transactions?from=${day(days)}&to=${day(1)}&limit=${PAGE}${from}`,
      undefined,
      'payrec',
    );
    found.push(...answer.items.filter(({ type }) => type === 'sale'));
    cursor = answer.nextCursor;
  }
  return {
    // Cards are verified with a payment of nothing, about which nobody is alerted.
    usual: found.filter(({ gross }) => gross.minor !== '0'),
    large: found.filter(({ gross }) => LARGE_CURRENCIES.has(gross.currency) && BigInt(gross.minor) >= LARGE_MINOR),
  };
}

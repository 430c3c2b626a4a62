import { AlertRow } from '../store/alertRow';
import { FeedEvent } from './feedEvents';
import { FeedView, FrameOp, Frames, frameText, judgeEvent } from './frames';

/** What a view gets of a batch, and its bytes by the cursor they follow on. */
type Judged = {
  readonly shown: ReadonlyArray<{ readonly event: FeedEvent; readonly op: Exclude<FrameOp, 'hidden'> }>;
  readonly frames: Map<number, Frames>;
};

/**
 * Consecutive events on their way to many streams. Streams with the same view share the judgement, and those that hold the
 * same cursor share the bytes: what one more stream costs is a look into two maps. Views of named merchants, as nearly all
 * are under load, look at the events of these only.
 */
export class FeedBatch {
  /** Last number of the batch: how far a stream has looked once it has taken it. */
  readonly readSeq: number;
  readonly firstSeq: number;
  private readonly judged = new Map<string, Judged>();
  private index: { readonly byMerchant: Map<string, number[]>; readonly byHolder: Map<string, number[]> } | undefined;

  /** `events` is not empty. `nowMs` is the clock of filters by age and deadline. */
  constructor(
    private readonly events: readonly FeedEvent[],
    private readonly place: { readonly epoch: string; readonly nowMs: number },
  ) {
    this.firstSeq = events[0].seq;
    this.readSeq = events[events.length - 1].seq;
  }

  /** The clock of filters by age, epoch ms. */
  get nowMs(): number {
    return this.place.nowMs;
  }

  /**
   * The frames of a view for a client that holds the cursor `heldSeq`, which may be a place within the batch; none when
   * every event after it is hidden.
   */
  framesFor(view: FeedView, heldSeq: number): Frames {
    const { shown, frames } = this.judge(view);
    let made = frames.get(heldSeq);
    if (!made) {
      let text = '';
      let held = heldSeq;
      const fresh = shown.filter(({ event }) => event.seq > heldSeq);
      for (const { event, op } of fresh) {
        text += frameText(event, op, { epoch: this.place.epoch, heldSeq: held, level: view.sight.maskLevel });
        held = event.seq;
      }
      made = { bytes: Buffer.from(text), sentSeq: held, count: fresh.length };
      // Places within the batch are each of one stream or few, which are past it with their next step.
      if (heldSeq < this.firstSeq) frames.set(heldSeq, made);
    }
    return made;
  }

  private judge(view: FeedView): Judged {
    const { actor } = view.sight;
    const { byHolder } = (this.index ??= this.indexed());
    // Own rows are treated apart, so what is said with one of them is nobody else's.
    const key = byHolder.has(actor) ? `${actor}|${view.key}` : view.key;
    let judged = this.judged.get(key);
    if (!judged) {
      const shown: Array<Judged['shown'][number]> = [];
      for (const event of this.candidates(view)) {
        const op = judgeEvent(event, view, this.place.nowMs);
        if (op !== 'hidden') shown.push({ event, op });
      }
      judged = { shown, frames: new Map() };
      this.judged.set(key, judged);
    }
    return judged;
  }

  /** The events that may be more than hidden to a view: of its merchants before or after, and of the reader's own rows. */
  private candidates({ filter, sight }: FeedView): readonly FeedEvent[] {
    const merchants = filter.merchantId ?? (sight.merchants === 'all' ? undefined : sight.merchants);
    if (!merchants) return this.events;
    const { byMerchant, byHolder } = (this.index ??= this.indexed());
    const places = new Set(byHolder.get(sight.actor));
    for (const merchant of merchants) byMerchant.get(merchant)?.forEach(at => places.add(at));
    return [...places].sort((a, b) => a - b).map(at => this.events[at]);
  }

  private indexed() {
    const byMerchant = new Map<string, number[]>();
    const byHolder = new Map<string, number[]>();
    const put = (map: Map<string, number[]>, key: string | null | undefined, at: number) => {
      // Images of old events may lack a column.
      if (key === null || key === undefined) return;
      const held = map.get(key);
      if (!held) map.set(key, [at]);
      else if (held[held.length - 1] !== at) held.push(at);
    };
    for (const [at, { before, after }] of this.events.entries()) {
      const images: ReadonlyArray<AlertRow | null> = [before, after];
      for (const image of images) {
        put(byMerchant, image?.merchant_id, at);
        put(byHolder, image?.claimed_by, at);
      }
    }
    return { byMerchant, byHolder };
  }
}

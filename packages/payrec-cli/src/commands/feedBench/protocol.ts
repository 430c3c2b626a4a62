/** What one client counted. */
export type ClientReport = {
  /** Numbers that came more than once. */
  repeated: number;
  /** Frames whose `prev` was not the cursor held. */
  gaps: number;
  resets: number;
  connections: number;
  frames: number;
};

/** What a process of clients is told at the start. One merchant per client, null for the whole feed. */
export type ClientsOrder = {
  readonly urls: string[];
  readonly merchants: Array<number | null>;
  /** False: connects without a cursor, as "subscribe now" clients do. */
  readonly cursorProtocol: boolean;
};

/** What it answers at the end. */
export type ClientsAnswer = {
  readonly cursors: number[];
  readonly seen?: string[];
  readonly reports?: ClientReport[];
  /** In threes: committed at (epoch ms), milliseconds until the client had it, when its connection was made. */
  readonly latencies?: Float64Array;
};

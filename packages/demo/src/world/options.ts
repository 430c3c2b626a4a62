import { IsoDate } from '@internal/plugin-payrec-common';

/** What makes one world; the same options make the same rows. */
export type WorldOptions = {
  /** Folder of the demo: `index/`, `statements/`, `late/` and `truth/` are written below it. */
  readonly root: string;
  /** Transactions of our own ledger and of the settlement reports together, 500 to 100,000,000. */
  readonly scale: number;
  readonly seed: number;
  /** Last business day of the world, usually yesterday. */
  readonly endDate: IsoDate;
  /** Days of history; 120 unless told. */
  readonly days?: number;
  readonly onProgress?: (done: number, total: number, what: string) => void;
};

/** What was made. */
export type WorldSummary = {
  readonly transactions: number;
  readonly reportRows: number;
  readonly payouts: number;
  readonly statementLines: number;
  readonly statementFiles: string[];
  readonly lateFiles: string[];
  readonly plantedBreaks: number;
  readonly firstDate: IsoDate;
  readonly endDate: IsoDate;
};

const FACTOR: Record<string, number> = { '': 1, k: 1_000, m: 1_000_000 };

/** `100k`, `1m`, `10m`, `100m` or a plain number. @throws Error for anything else. */
export function parseScale(text: string): number {
  const match = /^(\d+)(k|m)?$/i.exec(text.trim());
  const factor = FACTOR[match?.[2]?.toLowerCase() ?? ''];
  const scale = match ? Number(match[1]) * factor : NaN;
  if (!(scale >= 500 && scale <= 100_000_000)) {
    throw new Error(`Scale "${text}" is not between 500 and 100m transactions; write 100k, 1m, 10m or 100m`);
  }
  return scale;
}

/** Last days whose statements exist as files; fewer at larger scale, so that reading them stays a matter of seconds. */
export function fileDaysOf(scale: number): number {
  return scale <= 2_000_000 ? 7 : 5;
}

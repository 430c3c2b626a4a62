/** An edge that no run has used for that long is no longer how data flows; it is drawn as stale, and nothing waits for it. */
export const EDGE_LIFE_MS = 30 * 86_400_000;

/** How a run is called on the pages: `run-4812` is 4812, other ids by their first eight characters. */
export function runNumber(runId: string): string {
  return /^run-\d+$/.test(runId) ? runId.slice(4) : runId.slice(0, 8);
}

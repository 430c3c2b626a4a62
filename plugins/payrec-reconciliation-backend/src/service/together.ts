/** Waits for all of them, then throws the first failure: nothing of it is running any more when the caller goes on. */
export async function together(works: ReadonlyArray<Promise<unknown>>): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find(result => result.status === 'rejected');
  if (failed) throw failed.reason;
}

import { ResponseError } from '@backstage/errors';

/** The sentence of an error for people; the server writes them without SQL, paths or engine text. */
export function messageOf(error: unknown): string {
  if (error instanceof ResponseError) return error.body.error.message || error.message;
  return error instanceof Error ? error.message : String(error);
}

/** The id under which the server logged it, where the answer has one. */
export function referenceOf(error: unknown): string | undefined {
  if (!(error instanceof ResponseError)) return undefined;
  const { requestId, reference } = error.body.error as { requestId?: unknown; reference?: unknown };
  const id = reference ?? requestId;
  return typeof id === 'string' ? id : undefined;
}

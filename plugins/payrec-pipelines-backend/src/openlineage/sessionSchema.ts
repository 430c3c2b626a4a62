/** Schema of the scratch tables of one session of the portal on Trino, which is gone when the session ends. */
const SESSION = /(^|[^a-z0-9_])session_[0-9a-f]{32}(?![a-z0-9_])/g;

/** Names and texts with the scratch schemas of all sessions as one, else each matching run would leave jobs and tables. */
export function foldSessions(text: string): string {
  return text.replace(SESSION, '$1session_*');
}

import { FakeReconciliationClient, fixtureAsOf } from '../src/__testUtils__';

/**
 * What the development page can show, chosen by `?scenario=…`: the pages are looked at in every state before a backend
 * exists.
 */
export type Scenario = 'normal' | 'empty' | 'down' | 'denied' | 'failing' | 'slow' | 'stale' | 'conflict';

const DAY_MS = 86_400_000;

export function clientFor(scenario: string | null): FakeReconciliationClient {
  // Fresh by default, whenever the page is opened; four days old when it should look stale.
  fixtureAsOf.at = new Date(Date.now() - (scenario === 'stale' ? 4 * DAY_MS : 3 * 3_600_000)).toISOString();
  switch (scenario) {
    case 'empty':
      return new FakeReconciliationClient({ breaks: [], runs: [], files: [] });
    case 'down':
      return new FakeReconciliationClient().failAll(503, 'The query engine does not answer', 'ServiceUnavailableError');
    case 'denied':
      return new FakeReconciliationClient().failAll(403, 'Not allowed', 'NotAllowedError');
    case 'failing':
      return new FakeReconciliationClient().failAll(500, 'Something failed on our side; it is logged', 'Error');
    case 'slow':
      return new FakeReconciliationClient({ delayMs: 3_000 });
    case 'conflict': {
      const client = new FakeReconciliationClient();
      return client.fail('proposeBreak', 409, 'Fay Approver approved it a moment ago', 'ConflictError');
    }
    default:
      return new FakeReconciliationClient({ delayMs: 120 });
  }
}

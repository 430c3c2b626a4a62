import { ResponseError } from '@backstage/errors';
import { useEffect, useState } from 'react';
import { ActionButton, PageFrame, Panel, PanelRow, QueryLike, QueryState, Sentence, StateChip, TONES } from '../src';
import { asOf, tabs } from './OverviewLike';

function failure(status: number, message: string): Promise<ResponseError> {
  const body = { error: { name: 'Error', message }, response: { statusCode: status } };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
  );
}

const idle = { isPending: false, isFetching: false, error: null, refetch: () => {} };
const page = (items: number[], visibility = 'all') => ({ items, asOf, visibility });
type Page = ReturnType<typeof page>;

function useCases(): [string, QueryLike<Page>, boolean?][] {
  const [errors, setErrors] = useState<ResponseError[]>([]);
  useEffect(() => {
    Promise.all([
      failure(403, 'no'),
      failure(503, 'away'),
      failure(500, 'The overview could not be read: the run store did not answer within 5 s. Nothing was changed.'),
    ]).then(setErrors);
  }, []);
  const [denied, away, failed] = errors;
  return [
    ['Loading', { ...idle, data: undefined, isPending: true }],
    ['Empty', { ...idle, data: page([]) }],
    ['Denied', { ...idle, data: undefined, error: denied }],
    ['Engine away', { ...idle, data: undefined, error: away }],
    ['Engine away, old rows', { ...idle, data: page([1]), error: away }],
    ['Failed', { ...idle, data: undefined, error: failed }],
    ['Failed, old rows', { ...idle, data: page([1]), error: failed }],
    ['Partial', { ...idle, data: page([1], 'partial') }],
    ['Stale', { ...idle, data: page([1]), isFetching: true }, true],
  ];
}

/** Every state of a query, every tone, every button. */
export function StatesLike() {
  const cases = useCases();
  return (
    <PageFrame title="States" crumbs={[{ label: 'Payments', to: '/' }]} tabs={tabs}>
      <Sentence>
        {TONES.map(tone => (
          <span key={tone} style={{ marginRight: 8 }}>
            <StateChip tone={tone}>{tone}</StateChip>
          </span>
        ))}
      </Sentence>
      <Sentence>
        {(['primary', 'plain', 'quiet', 'danger'] as const).map(kind => (
          <span key={kind} style={{ marginRight: 8 }}>
            <ActionButton kind={kind} keyHint="A">
              {kind}
            </ActionButton>
          </span>
        ))}
        <ActionButton disabledReason="You proposed it; a second person decides">Approve</ActionButton>
      </Sentence>
      <PanelRow columns={3}>
        {cases.map(([title, query, stale]) => (
          <Panel key={title} title={title}>
            <QueryState
              query={query}
              stale={stale}
              empty={{ title: 'No breaks for 20 Nov', hint: 'All 1 204 530 transactions matched.' }}
            >
              {() => <p style={{ padding: '0 16px' }}>Rows that were read before.</p>}
            </QueryState>
          </Panel>
        ))}
      </PanelRow>
    </PageFrame>
  );
}

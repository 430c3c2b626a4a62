import { renderInTestApp } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useQuery } from '@tanstack/react-query';
import { act, screen, waitFor } from '@testing-library/react';
import { createPayrecQueryClient, PayrecQueryProvider } from './queryClient';
import { ChangeSignal, useChanges } from './useChanges';

function Counter({ read }: { read: () => number }) {
  useChanges('payrec-test', ({ kind }) => (kind === 'run' ? [['runs']] : []));
  const { data } = useQuery({ queryKey: ['runs'], queryFn: read });
  return <p>read {data ?? 0} times</p>;
}

function createSignals() {
  const listeners = new Map<string, (message: never) => void>();
  return {
    subscribe: (channel: string, onMessage: (message: never) => void) => {
      listeners.set(channel, onMessage);
      return { unsubscribe: () => listeners.delete(channel) };
    },
    say: (change: ChangeSignal) => listeners.get('payrec-test')?.(change as never),
  };
}

describe('useChanges', () => {
  it('reads what changed once for a burst of signals, and nothing else', async () => {
    const signals = createSignals();
    let reads = 0;
    renderInTestApp(
      <PayrecQueryProvider client={createPayrecQueryClient({ retry: false })}>
        <Counter read={() => (reads += 1)} />
      </PayrecQueryProvider>,
      { apis: [[signalApiRef, signals]] },
    );
    expect(await screen.findByText('read 1 times')).toBeInTheDocument();
    act(() => {
      signals.say({ kind: 'file', id: 'FIL-1' });
      for (let step = 0; step < 5; step++) signals.say({ kind: 'run', id: 'RUN-1' });
    });
    expect(await screen.findByText('read 2 times')).toBeInTheDocument();
    await waitFor(() => expect(reads).toBe(2));
  });
});

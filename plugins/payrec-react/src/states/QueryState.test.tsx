import { ResponseError } from '@backstage/errors';
import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { renderKit } from '../__testUtils__/renderKit';
import { ENGINE_RETRY_MS, QueryLike, QueryState, QueryStateProps } from './QueryState';

expect.extend(toHaveNoViolations);

type Page = { items: string[]; visibility?: 'all' | 'partial' };

/** As `ResponseError.fromResponse` makes it; jsdom has no Response. */
function failure(status: number, message: string): ResponseError {
  const data = { error: { name: 'Error', message }, response: { statusCode: status } };
  const error = Object.create(ResponseError.prototype);
  Object.defineProperties(error, {
    message: { value: message },
    body: { value: data },
    response: { value: { status } },
  });
  return error;
}

const rows: Page = { items: ['BRK-1'] };

async function show(query: Partial<QueryLike<Page>>, props: Partial<QueryStateProps<Page>> = {}) {
  const full = { data: undefined, error: null, isPending: false, isFetching: false, refetch: jest.fn(), ...query };
  const result = await renderKit(
    <QueryState query={full} empty={{ title: 'No breaks for 20 Nov', hint: 'All 12 transactions matched.' }} {...props}>
      {data => <p>rows: {data.items.join()}</p>}
    </QueryState>,
  );
  return { ...result, refetch: full.refetch };
}

describe('QueryState', () => {
  it('shows a skeleton only after a moment', async () => {
    await show({ isPending: true });
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeInTheDocument();
  });

  it('shows rows', async () => {
    const { container } = await show({ data: rows });
    expect(screen.getByText('rows: BRK-1')).toBeInTheDocument();
    expect(await axe(container)).toHaveNoViolations();
  });

  it('says why it is empty', async () => {
    await show({ data: { items: [] } });
    expect(screen.getByText('No breaks for 20 Nov')).toBeInTheDocument();
    expect(screen.getByText('All 12 transactions matched.')).toBeInTheDocument();
  });

  it('hides old rows when permission is gone', async () => {
    await show({ data: rows, error: failure(403, 'no') });
    expect(screen.getByText('You may not see this')).toBeInTheDocument();
    expect(screen.queryByText('rows: BRK-1')).not.toBeInTheDocument();
  });

  it('says that the view is partial', async () => {
    await show({ data: { ...rows, visibility: 'partial' } });
    expect(screen.getByText(/Partial view/)).toBeInTheDocument();
    expect(screen.getByText('rows: BRK-1')).toBeInTheDocument();
  });

  it('says that data is old', async () => {
    await show({ data: rows }, { stale: true });
    expect(screen.getByText(/Old data/)).toBeInTheDocument();
  });

  it.each([503, 504])('keeps old rows on %s and asks again by itself', async status => {
    const { refetch } = await show({ data: rows, error: failure(status, 'away') });
    expect(screen.getByText(/You see what was read before/)).toBeInTheDocument();
    expect(screen.getByText('rows: BRK-1')).toBeInTheDocument();
    expect(refetch).not.toHaveBeenCalled();
  });

  it('says that the engine is away when there is nothing to show', async () => {
    const { container, refetch } = await show({ error: failure(503, 'away') });
    expect(screen.getByRole('alert')).toHaveTextContent('The query engine does not answer');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledTimes(1);
    expect(await axe(container)).toHaveNoViolations();
  });

  it('shows the message of the server and tries again', async () => {
    const { refetch } = await show({ error: failure(500, 'The run store did not answer within 5 s') });
    expect(screen.getByText('The run store did not answer within 5 s')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(refetch).toHaveBeenCalledTimes(1);
  });

  it('keeps old rows when a refresh failed', async () => {
    await show({ data: rows, error: failure(500, 'It broke.') });
    expect(screen.getByText('The last refresh failed: It broke. You see what was read before.')).toBeInTheDocument();
    expect(screen.getByText('rows: BRK-1')).toBeInTheDocument();
  });

  it('waits between its own attempts', async () => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'setImmediate'], advanceTimers: true });
    try {
      const { refetch } = await show({ data: rows, error: failure(503, 'away') });
      act(() => {
        jest.advanceTimersByTime(2 * ENGINE_RETRY_MS + 1);
      });
      expect(refetch).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });
});

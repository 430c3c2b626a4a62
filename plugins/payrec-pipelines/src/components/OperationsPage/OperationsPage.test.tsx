import { screen, waitFor, within } from '@testing-library/react';
import { answerWith, renderPipelines, requests, server } from '../../__testUtils__/renderOperations';
import { answers, slo } from '../../__testUtils__/fixtures';
import { OperationsPage } from './OperationsPage';

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => {
  requests.length = 0;
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

it('opens with whose money waits, why, and every panel', async () => {
  answerWith();
  renderPipelines(<OperationsPage />);
  const headline = await screen.findByRole('region', { name: 'In one sentence' });
  expect(headline.textContent!.replace(/[\u00a0\u202f]/g, ' ')).toMatch(
    /EUR4 218 604\.27 of (19 Nov|Nov 19) is not in yet: final_index is 34 min over/,
  );
  for (const title of [
    'Next deadlines',
    'Pipelines',
    'Freshness',
    'Streaming lag',
    'Micro-batch duration',
    'SLAs',
    'Ingestion errors',
  ]) {
    expect(await screen.findByRole('heading', { name: title })).toBeInTheDocument();
  }
  expect(await screen.findByRole('img', { name: /Lag of alert_stream/ })).toBeInTheDocument();
  expect(await screen.findByText('1 of 1 miss used')).toBeInTheDocument();
});

it('holds a value against its bound, and names what waits once though it waits with two objectives', async () => {
  const { headline } = answers.getOperations!;
  const [waiting] = headline.waiting;
  answerWith({
    getOperations: {
      ...answers.getOperations!,
      headline: {
        ...headline,
        worst: {
          ...headline.worst!,
          entityTitle: 'alert_stream',
          partition: null,
          deadlineAt: null,
          predictedAt: null,
          overdueSeconds: null,
          value: 240,
          unit: 'seconds',
          bound: { min: null, max: 180, unit: 'seconds' },
        },
        moneyBehind: [],
        waiting: [waiting, { ...waiting, sloId: 'slo-3', state: 'BREACHED' }],
      },
    },
  });
  renderPipelines(<OperationsPage />);
  const region = await screen.findByRole('region', { name: 'In one sentence' });
  expect(region.textContent!.replace(/[\u00a0\u202f]/g, ' ')).toMatch(
    /^alert_stream stands at 4 min, promised at most 3 min/,
  );
  expect(within(region).getAllByText('match_results')).toHaveLength(1);
  expect(within(region).getByText('Breached')).toBeInTheDocument();
});

it('says in red that our own events are stale instead of a verdict', async () => {
  answerWith({ getOperations: { ...answers.getOperations!, stale: true, staleReason: 'No event for 47 min' } });
  renderPipelines(<OperationsPage />);
  expect(await screen.findByRole('alert')).toHaveTextContent(/stale.*No event for 47 min/);
  expect(screen.queryByRole('region', { name: 'In one sentence' })).not.toBeInTheDocument();
});

it('keeps the page when one panel fails', async () => {
  answerWith({ listStreamLag: 500 });
  renderPipelines(<OperationsPage />);
  expect(await screen.findByRole('region', { name: 'In one sentence' })).toBeInTheDocument();
  expect(await screen.findByText(/Answer 500/)).toBeInTheDocument();
});

it('marks a dataset in every panel and keeps it in the URL', async () => {
  answerWith();
  const person = renderPipelines(<OperationsPage />);
  const deadlines = await screen.findByRole('region', { name: 'Next deadlines' });
  await person.click((await within(deadlines).findAllByRole('button', { name: 'final_index' }))[0]);
  expect(screen.getByTestId('location')).toHaveTextContent('focus=resource%3Adefault%2Ffinal-index');
  await waitFor(() =>
    expect(screen.getAllByRole('button', { name: 'final_index', pressed: true }).length).toBeGreaterThan(2),
  );
});

it('leads from a pipeline to its entity, and names one that has none', async () => {
  const [item] = answers.listStrip!.items;
  const nameless = {
    ...item,
    job: { ...item.job, name: 'jobs.read_rates' },
    title: 'jobs.read_rates',
    entityRef: null,
  };
  answerWith({ listStrip: { ...answers.listStrip!, items: [item, nameless] } });
  renderPipelines(<OperationsPage />);
  const strip = await screen.findByRole('list', { name: 'Pipelines' });
  expect(within(strip).getByRole('link', { name: 'load_partition' })).toHaveAttribute(
    'href',
    '/catalog/default/component/load-partition',
  );
  expect(within(strip).getByText('read_rates')).toBeInTheDocument();
  expect(within(strip).getAllByRole('link')).toHaveLength(1);
});

it('writes the newest partition as a day, in the strip and in its table', async () => {
  answerWith();
  const person = renderPipelines(<OperationsPage />);
  const strip = await screen.findByRole('region', { name: 'Pipelines' });
  expect(await within(strip).findByText(/^(18\sNov|Nov\s18)$/)).toBeInTheDocument();
  await person.click(within(strip).getByRole('button', { name: 'Table' }));
  expect(within(strip).getByRole('cell', { name: /^(18\sNov|Nov\s18)$/ })).toBeInTheDocument();
});

it('shows the bound of an objective as its target', async () => {
  const bound = { min: null, max: 0.02, unit: 'ratio' as const };
  const errors = { ...slo, id: 'slo-7', bound, objective: { ...slo.objective, target: 0 } };
  answerWith({ listSlas: { ...answers.listSlas!, items: [errors] } });
  renderPipelines(<OperationsPage />);
  expect(await screen.findByRole('cell', { name: /^at most 2\s%$/ })).toBeInTheDocument();
});

it('says in plain words why a partition is missing', async () => {
  const [row] = answers.listFreshness!.items;
  const reason = 'no run seen for nominal window 2025-11-19T00:00:00Z/2025-11-20T00:00:00Z';
  const cells = row.cells.map(cell => ({ ...cell, reason: cell.state === 'BREACHED' ? reason : '' }));
  answerWith({ listFreshness: { ...answers.listFreshness!, items: [{ ...row, cells }] } });
  const person = renderPipelines(<OperationsPage />);
  const freshness = await screen.findByRole('region', { name: 'Freshness' });
  await person.click(await within(freshness).findByRole('button', { name: /Breached/ }));
  expect(
    within(freshness).getByText(/^no run seen for nominal window (19\sNov\s2025|Nov\s19,\s2025)$/),
  ).toBeInTheDocument();
});

it('shows the time in the chosen zone', async () => {
  answerWith();
  const person = renderPipelines(<OperationsPage />);
  await person.click(await screen.findByRole('button', { name: 'My time' }));
  expect(screen.getByTestId('location')).toHaveTextContent('zone=mine');
});

it('acknowledges an incident, and says why when the person may not', async () => {
  answerWith();
  const person = renderPipelines(<OperationsPage />);
  await person.click(await screen.findByRole('button', { name: 'Acknowledge' }));
  await waitFor(() => expect(requests).toContain('POST /v1/incidents/inc-311/acknowledge'));
});

it('before the first event offers client lines with the real address, and shows a test event arriving', async () => {
  const ingest = { ...answers.getIngestStatus!, lastReceivedAt: null };
  answerWith({ getIngestStatus: ingest });
  const person = renderPipelines(<OperationsPage />);
  expect(await screen.findByText(/OPENLINEAGE_URL=http:\/\/127.0.0.1:7007/)).toBeInTheDocument();
  const { runId } = answers.sendTestEvent!;
  const event = {
    receivedAt: new Date().toISOString(),
    eventTime: new Date().toISOString(),
    kind: 'run',
    eventType: 'COMPLETE',
    runId,
    job: { namespace: 'payrec', name: 'payrec-test' },
    dataset: null,
    producer: null,
    warnings: [],
  };
  await person.click(screen.getByRole('button', { name: 'Send test event' }));
  answerWith({ getIngestStatus: { ...ingest, recent: [event] } });
  expect(await screen.findByText(/arrived: the way works/)).toBeInTheDocument();
});

it('opens a run from the URL with its commit and the runs before it', async () => {
  answerWith();
  renderPipelines(<OperationsPage />, { path: `/payrec/operations?run=${answers.sendTestEvent!.runId}` });
  const drawer = await screen.findByRole('complementary', { name: 'Run' });
  expect(await within(drawer).findAllByText('5be20c1')).not.toHaveLength(0);
  expect(within(drawer).getByText('Runs before it')).toBeInTheDocument();
});

it('gives each tab a URL of its own, which keeps what the page was narrowed to', async () => {
  answerWith();
  const person = renderPipelines(<OperationsPage />, {
    path: '/payrec/operations?state=LATE&state=BREACHED&zone=mine',
  });
  await person.click(await screen.findByRole('link', { name: /^SLAs/ }));
  const location = screen.getByTestId('location');
  expect(location).toHaveTextContent('/payrec/operations/slas?zone=mine&state=LATE&state=BREACHED');
  await person.keyboard('3');
  expect(location).toHaveTextContent('/payrec/operations/datasets?');
  expect(screen.getByRole('link', { name: /^Datasets/ })).toHaveAttribute('aria-current', 'page');
});

it('leads from a path that is none to the overview', async () => {
  answerWith();
  renderPipelines(<OperationsPage />, { path: '/payrec/operations/sla?zone=mine' });
  await waitFor(() => expect(screen.getByTestId('location')).toHaveTextContent(/^\/payrec\/operations\?zone=mine$/));
});

import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor, within } from '@testing-library/react';
import { answers } from '../../__testUtils__/fixtures';
import { answerWith, renderPipelines, requests, server } from '../../__testUtils__/renderOperations';
import { LineageTab } from './LineageTab';

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'final-index', namespace: 'default' },
  spec: { type: 'dataset', owner: 'payments-platform' },
};
const renderTab = (search = '?view=list') =>
  renderPipelines(
    <EntityProvider entity={entity}>
      <LineageTab />
    </EntityProvider>,
    { path: `/${search}` },
  );

it('lists the same nodes as the drawing, from upstream to downstream, with what is left out', async () => {
  answerWith();
  renderTab();
  const table = await screen.findByRole('table', { name: /Jobs and datasets/ });
  const rows = within(table).getAllByRole('row').slice(1);
  expect(rows.map(row => within(row).getAllByRole('cell')[0].textContent)).toEqual([
    '1 upstream',
    'This entity',
    'This entity',
  ]);
  expect(within(rows[0]).getByText(/load_partition \(Not seen lately\)/)).toBeInTheDocument();
  expect(await within(rows[1]).findByText(/Breached/)).toBeInTheDocument();
  expect(screen.getByText(/7 nodes within this depth are not shown/)).toBeInTheDocument();
});

it('opens a frontier in place and keeps it in the URL', async () => {
  answerWith();
  const person = renderTab();
  await person.click(await screen.findByRole('button', { name: /Show 2 more around statement_lines/ }));
  await waitFor(() => expect(screen.getByTestId('location')).toHaveTextContent('opened='));
  await waitFor(() => expect(requests.filter(request => request === 'GET /v1/lineage').length).toBeGreaterThan(1));
});

it('keeps direction and depth in the URL', async () => {
  answerWith();
  const person = renderTab();
  await person.click(await screen.findByRole('button', { name: 'Upstream' }));
  await person.click(screen.getByRole('button', { name: 'One dataset deeper' }));
  expect(screen.getByTestId('location')).toHaveTextContent(/direction=up.*depth=3|depth=3.*direction=up/);
});

it('finds a node by its name and selects it', async () => {
  answerWith();
  const person = renderTab();
  await screen.findByRole('table', { name: /Jobs and datasets/ });
  await person.type(screen.getByRole('searchbox'), 'statement{Enter}');
  expect(await screen.findByRole('complementary', { name: 'Details of statement_lines' })).toBeInTheDocument();
});

it.each([
  ['a partition with its rows', 'dt=2026-11-18', 6412, 'dt=2026-11-18, 6 412 rows'],
  ['rows alone', null, 1_230_127, '1 230 127 rows'],
  ['a partition alone', 'dt=2026-11-18', null, 'dt=2026-11-18'],
  ['nothing', null, null, '—'],
])('names as the newest of a dataset %s', async (_, newestPartition, lastRowCount, text) => {
  const nodes = answers.getLineage!.nodes.map(node => ({ ...node, newestPartition, lastRowCount }));
  answerWith({ getLineage: { ...answers.getLineage!, nodes } });
  renderTab();
  const details = await screen.findByRole('complementary', { name: 'Details of final_index' });
  const newest = within(details).getByText('Newest').nextElementSibling;
  expect(newest?.textContent?.replace(/[\u202f\u00a0]|(?<=\d),(?=\d)/g, ' ')).toBe(text);
});

it('says that no event has come where the registry knows nothing', async () => {
  answerWith({ getLineage: 404 });
  renderTab();
  expect(await screen.findByText('No events yet')).toBeInTheDocument();
});

it('shows personal columns and draws the lineage of a chosen one', async () => {
  answerWith({ getColumnLineage: { focus: 'c', nodes: [], edges: [], truncated: false, visibility: 'all' } });
  const person = renderTab();
  await person.click(await screen.findByRole('button', { name: /amount_minor/ }));
  expect(screen.getByText('Personal, masked')).toBeInTheDocument();
  expect(await screen.findByText(/No run has said where amount_minor/)).toBeInTheDocument();
  expect(answers.getDataset!.fields).toHaveLength(2);
});

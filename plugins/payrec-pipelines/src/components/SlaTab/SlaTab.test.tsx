import { EntityProvider } from '@backstage/plugin-catalog-react';
import { SlaVerdict, Slo } from '@internal/plugin-payrec-pipelines-common';
import { screen, within } from '@testing-library/react';
import { answers, slo } from '../../__testUtils__/fixtures';
import { answerWith, renderPipelines, server } from '../../__testUtils__/renderOperations';
import { SlaTab } from './SlaTab';

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'final-index', namespace: 'default' },
  spec: { type: 'dataset', owner: 'payments-platform' },
};
const pending = {
  ...slo.current,
  state: 'PENDING' as const,
  partition: null,
  deadlineAt: null,
  overdueSeconds: null,
  predictedAt: null,
  predictedP90At: null,
  marginSeconds: null,
  reason: '',
};
const renderTab = (slos: Slo[], verdicts: SlaVerdict[] = []) => {
  answerWith({ getEntitySla: { ...answers.getEntitySla!, slos, verdicts } });
  renderPipelines(
    <EntityProvider entity={entity}>
      <SlaTab />
    </EntityProvider>,
    { path: '/' },
  );
};
const panel = (name: string) => screen.findByRole('region', { name });
const factsOf = (region: HTMLElement) =>
  Object.fromEntries(
    within(region)
      .getAllByRole('term')
      .map(term => [term.textContent, term.nextElementSibling!.textContent!.replace(/\u00a0/g, ' ')]),
  );

it('says why an objective has no value, once', async () => {
  const reason = 'too few runs: 3 of 10 needed';
  renderTab([{ ...slo, name: 'loader-errors', current: { ...pending, reason } }]);
  const region = await panel('loader-errors');
  expect(within(region).getAllByText(reason)).toHaveLength(1);
  expect(within(region).getAllByText('Pending')).toHaveLength(1);
});

it('does not say a second time that an objective is pending', async () => {
  renderTab([{ ...slo, name: 'loader-errors', current: pending }]);
  const region = await panel('loader-errors');
  expect(factsOf(region)).toMatchObject({ Now: '—' });
  expect(within(region).getAllByText('Pending')).toHaveLength(1);
});

it.each<[string, Slo['bound'], number, string]>([
  ['a bound beside the share', { min: null, max: 0.02, unit: 'ratio' }, 0.95, '95 % / 28dat most 2 %'],
  ['a bound alone', { min: null, max: 1800, unit: 'seconds' }, 0, 'at most 30 min'],
  ['a least share', { min: 0.999, max: null, unit: 'ratio' }, 0, 'at least 99.9 %'],
  ['rows between two bounds', { min: 900, max: 1100, unit: 'rows' }, 0, '900 to 1 100'],
  ['neither', null, 0, '—'],
])('shows as the target %s', async (_, bound, target, text) => {
  renderTab([{ ...slo, bound, objective: { ...slo.objective, target } }]);
  expect(factsOf(await panel(slo.name)).Target.replace(/[\u202f,]/g, ' ')).toBe(text);
});

it('writes times and days in reasons and corrections as elsewhere on the page', async () => {
  const year = new Date().getFullYear();
  const reason = `no run seen for nominal window ${year}-03-03T00:00:00Z/${year}-03-04T00:00:00Z`;
  const verdict: SlaVerdict = {
    sloId: slo.id,
    sloVersion: slo.version,
    partition: `${year}-03-03`,
    day: `${year}-03-03`,
    state: 'EXCLUDED',
    deadlineAt: null,
    landedAt: null,
    landedBy: null,
    overdueSeconds: null,
    rowCount: null,
    value: null,
    reason: '',
    detectedAt: `${year}-03-04T06:00:00Z`,
    clockSkew: false,
    backfilled: false,
    excludedBy: null,
    corrections: [
      {
        from: 'BREACHED',
        to: 'EXCLUDED',
        at: `${year}-03-04T07:00:00Z`,
        actor: 'user:default/otto.oncall',
        reason: `holiday of the bank on ${year}-03-03`,
      },
    ],
  };
  renderTab([{ ...slo, current: { ...slo.current, reason } }], [verdict]);
  const region = await panel(slo.name);
  const text = region.textContent!.replace(/\u00a0/g, ' ');
  expect(text).toMatch(/no run seen for nominal window (3 Mar|Mar 3)/);
  expect(text).toMatch(/otto.oncall: holiday of the bank on (3 Mar|Mar 3)/);
  expect(text).not.toContain('T00:00:00Z');
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = path.resolve(__dirname, '../../../..');
const MONITORING = path.join(ROOT, 'docs/monitoring');
const duration = z.string().regex(/^\d+[smhd]$/);

const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      interval: duration.optional(),
      rules: z.array(
        z.union([
          z.strictObject({ record: z.string().regex(/^[a-z_]+:[a-z_]+:[a-z0-9_]+$/), expr: z.string() }),
          z.strictObject({
            alert: z.string().regex(/^Payrec[A-Z]\w+$/),
            expr: z.string(),
            for: duration.optional(),
            labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.url() }),
          }),
        ]),
      ),
    }),
  ),
});
const dashboardSchema = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string(),
      description: z.string().min(5),
      gridPos: z.object({ h: z.number().min(1), w: z.number().min(1).max(24), x: z.number(), y: z.number() }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).min(1),
    }),
  ),
});

const rules = rulesSchema.parse(parse(readFileSync(path.join(MONITORING, 'rules.yaml'), 'utf8')));
const dashboards = readdirSync(path.join(MONITORING, 'dashboards')).map(file =>
  dashboardSchema.parse(JSON.parse(readFileSync(path.join(MONITORING, 'dashboards', file), 'utf8'))),
);
const allRules = rules.groups.flatMap(group => group.rules);
const recorded = new Set(allRules.flatMap(rule => ('record' in rule ? [rule.record] : [])));
const inCode = metricNamesOf(path.join(ROOT, 'plugins/payrec-pipelines-backend/src'));

describe('docs/monitoring', () => {
  it.each([
    ...allRules.map(rule => ['record' in rule ? rule.record : rule.alert, rule.expr] as const),
    ...dashboards.flatMap(one =>
      one.panels.flatMap(panel => panel.targets.map(target => [panel.title, target.expr] as const)),
    ),
    ...dashboards.flatMap(one => one.templating.list.map(variable => [variable.name, variable.query] as const)),
  ])('%s names metrics that exist and is balanced', (_, expr) => {
    for (const name of expr.match(/payrec_[a-z0-9_]+/g) ?? []) {
      expect([name, inCode.has(name.replace(/_(bucket|sum|count)$/, ''))]).toEqual([name, true]);
    }
    for (const name of expr.match(/slo:[a-z_]+:[a-z0-9_]+/g) ?? [])
      expect([name, recorded.has(name)]).toEqual([name, true]);
    for (const [open, close] of ['()', '{}', '[]']) expect(expr.split(open).length).toBe(expr.split(close).length);
    // Series of several replicas are one fact: a sum would count it once per replica.
    const isOneFact = /payrec_(pipeline|dataset|sla|unreconciled)_/.test(expr);
    expect(isOneFact && /\bsum\b/.test(expr)).toBe(false);
  });

  it('shows every metric of the pipelines somewhere', () => {
    const used = JSON.stringify([allRules, dashboards]);
    expect([...inCode].filter(name => !used.includes(name))).toEqual([]);
  });

  it('has a runbook chapter for every alert', () => {
    const readme = readFileSync(path.join(MONITORING, 'README.md'), 'utf8');
    const chapters = new Set([...readme.matchAll(/^### (\w+)$/gm)].map(found => found[1]));
    const named = allRules.flatMap(rule => ('alert' in rule ? [rule.annotations.runbook_url.split('#')[1]] : []));
    expect(named.filter(name => !chapters.has(name))).toEqual([]);
  });

  it.each(dashboards.map(one => [one.title, one] as const))('%s has panels that do not overlap', (_, { panels }) => {
    expect(new Set(panels.map(panel => panel.id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (__, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos }) => gridPos.x + gridPos.w <= 24)).toBe(true);
  });
});

/** Names of the metrics a folder makes: the text after `name:`. */
function metricNamesOf(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const names = files.flatMap(file =>
    [...readFileSync(path.join(folder, file), 'utf8').matchAll(/name: '(payrec_[a-z0-9_]+)'/g)].map(found => found[1]),
  );
  return new Set(names);
}

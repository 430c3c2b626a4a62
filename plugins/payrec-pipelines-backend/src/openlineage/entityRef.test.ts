import fc from 'fast-check';
import { entityName, entityRefOf, slug } from './entityRef';

test.each([
  ['dataset', 's3://recon-lake', 'final_index', 'resource:lineage/final_index-v7qiofl7ov'],
  [
    'dataset',
    'trino://trino.internal:8443',
    'lake.payments.final_index',
    'resource:lineage/lake.payments.final_index-4epa7spdag',
  ],
  ['job', 'payments-prod', 'final_index.load_partition', 'component:lineage/final_index.load_partition-2ljly37pcr'],
  ['dataset', 'kafka://broker-1:9092', 'Payments', 'resource:lineage/payments-wgbmh3icfw'],
  [
    'dataset',
    's3://recon-lake',
    'final index/Ünïcode=dt%3D/№1🕷',
    'resource:lineage/final-index-unicode-dt-3d-no1-tvze2tpygc',
  ],
] as const)('%s %s %s is %s', (kind, namespace, name, ref) => {
  expect(entityRefOf(kind, namespace, name)).toBe(ref);
});

test.each([
  ['', 'x'],
  ['///', 'x'],
  ['日本', 'x'],
  ['--A__b..', 'a__b'],
])('slug of %p is %p', (name, text) => expect(slug(name)).toBe(text));

it('is a valid, stable entity name for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), name => {
      const text = entityName('dataset', 'ns', name);
      expect(text).toMatch(/^[A-Za-z0-9][-A-Za-z0-9_.]*[A-Za-z0-9]$/);
      expect(text.length).toBeLessThanOrEqual(63);
      expect(entityName('dataset', 'ns', name)).toBe(text);
    }),
  );
});

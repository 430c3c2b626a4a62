import fc from 'fast-check';
import { wilson } from './wilson';

test.each<[number, number, string, string, string]>([
  // hits  n    share   low     high
  [171, 280, '0.611', '0.552', '0.666'],
  [73, 405, '0.180', '0.146', '0.221'],
  [0, 3, '0.000', '0.000', '0.561'],
  [3, 3, '1.000', '0.439', '1.000'],
  [1, 1, '1.000', '0.207', '1.000'],
])('%d of %d is %s (%s to %s)', (hits, n, share, low, high) => {
  const found = wilson(hits, n);
  expect([found.share, found.low, found.high].map(value => value?.toFixed(3))).toEqual([share, low, high]);
});

it('has no opinion about nothing, and refuses what is no share', () => {
  expect(wilson(0, 0)).toEqual({ hits: 0, n: 0, share: null, low: null, high: null });
  expect(() => wilson(4, 3)).toThrow('4 of 3 is not a share');
  expect(() => wilson(-1, 3)).toThrow(RangeError);
  expect(() => wilson(0.5, 3)).toThrow(RangeError);
});

it('holds the share and stays inside 0 to 1; more data narrows it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
      const hits = Math.round(part * n);
      const { share, low, high } = wilson(hits, n) as { share: number; low: number; high: number };
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(share);
      expect(high).toBeGreaterThanOrEqual(share);
      const more = wilson(hits * 4, n * 4) as { low: number; high: number };
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

import { createPermission } from '@backstage/plugin-permission-common';
import fc from 'fast-check';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor';
import { defineEndpoint } from './endpoint';
import { currencySchema, isoDateSchema, moneySchema, pageOf } from './schemas';

describe('cursors', () => {
  it('carry any sort key', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ maxLength: 200 })), { minLength: 1, maxLength: 4 }), key => {
        const clean = key.map(part => (part === null ? null : Buffer.from(part).toString()));
        expect(decodeCursor(encodeCursor(clean), clean.length)).toEqual(clean);
        expect(encodeCursor(clean)).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test.each([
    '',
    'x',
    '%%%',
    encodeCursor(['a', 'b']),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
  ])('refuse %p for a key of one part', cursor => {
    expect(() => decodeCursor(cursor, 1)).toThrow('start again without it');
  });
});

describe('schemas', () => {
  test.each([
    [currencySchema, 'EUR', true],
    [currencySchema, 'eur', false],
    [isoDateSchema, '2026-02-28', true],
    [isoDateSchema, '2026-02-30', false],
    [moneySchema, { minor: '-9007199254740993', currency: 'JPY' }, true],
    [moneySchema, { minor: '1.5', currency: 'JPY' }, false],
    [moneySchema, { minor: 15, currency: 'JPY' }, false],
  ])('%# parses %p: %s', (schema, value, ok) => {
    expect(schema.safeParse(value).success).toBe(ok);
  });

  it('have a JSON schema, which a transform would not', () => {
    expect(() => z.toJSONSchema(pageOf(moneySchema))).not.toThrow();
  });
});

describe('defineEndpoint', () => {
  const permission = createPermission({ name: 'payrec.test', attributes: {} });
  it('refuses an unversioned path', () => {
    const base = { method: 'GET', permission, audit: 'test', summary: 'test', response: z.object({}) } as const;
    expect(() => defineEndpoint({ ...base, path: '/breaks' })).toThrow('is not of the form /v1/noun');
    expect(defineEndpoint({ ...base, path: '/v1/breaks/:breakId' }).path).toBe('/v1/breaks/:breakId');
  });
});

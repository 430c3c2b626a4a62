import fc from 'fast-check';
import { Currency, currencyExponent, minorToDecimal } from '@internal/plugin-payrec-common';
import { StatementFormatError } from './StatementFormatError';
import { readStatements } from './readStatementFile';
import { STATEMENT_FORMATS } from './types';

type Entry = { minor: bigint; reference: string };
type Statement = { currency: Currency; opening: bigint; entries: Entry[] };

const statements = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF') as fc.Arbitrary<Currency>,
  opening: fc.bigInt(-(10n ** 14n), 10n ** 14n),
  entries: fc.array(
    fc.record({
      minor: fc.bigInt(-(10n ** 14n), 10n ** 14n).filter(minor => minor !== 0n),
      reference: fc.stringMatching(/^[A-Z]{2}[A-Z0-9]{1,12}$/),
    }),
    { maxLength: 8 },
  ),
}) as fc.Arbitrary<Statement>;

const abs = (minor: bigint) => (minor < 0n ? -minor : minor);
const closingOf = ({ opening, entries }: Statement) => entries.reduce((total, { minor }) => total + minor, opening);

function toMt940(statement: Statement): string {
  const { currency, opening, entries } = statement;
  const text = (minor: bigint) => {
    const decimal = minorToDecimal(abs(minor), currencyExponent(currency)).replace('.', ',');
    return decimal.includes(',') ? decimal : `${decimal},`;
  };
  const balance = (minor: bigint) => `${minor < 0n ? 'D' : 'C'}260101${currency}${text(minor)}`;
  const lines = entries.map(
    ({ minor, reference }) =>
      `:61:2601010101${minor < 0n ? 'D' : 'C'}${text(minor)}NTRF${reference}\r\n:86:caf\u00e9 ${reference}`,
  );
  return [
    ':20:X',
    ':25:12/34',
    ':28C:1/1',
    `:60F:${balance(opening)}`,
    ...lines,
    `:62F:${balance(closingOf(statement))}`,
    '-',
    '',
  ].join('\r\n');
}

function toCamt(statement: Statement): string {
  const { currency, opening, entries } = statement;
  const amount = (minor: bigint) =>
    `<Amt Ccy="${currency}">${minorToDecimal(abs(minor), currencyExponent(currency))}</Amt><CdtDbtInd>${
      minor < 0n ? 'DBIT' : 'CRDT'
    }</CdtDbtInd>`;
  const balance = (type: string, minor: bigint) =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp>${amount(minor)}</Bal>`;
  const body = entries.map(
    ({ minor, reference }) =>
      `<Ntry>${amount(
        minor,
      )}<Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs><RmtInf><Ustrd>caf\u00e9 &amp; ${reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  );
  return `<?xml version="1.0"?>\n<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>12/34</IBAN></Id><Ccy>${currency}</Ccy></Acct>${balance(
    'OPBD',
    opening,
  )}${balance('CLBD', closingOf(statement))}${body.join('\n')}</Stmt></BkToCstmrStmt></Document>\n`;
}

function toBai2(statement: Statement): string {
  const { currency, opening, entries } = statement;
  const control = entries.reduce((total, { minor }) => total + abs(minor), opening + closingOf(statement));
  const records = [
    `03,12/34,${currency},010,${opening},,,015,${closingOf(statement)},,/`,
    ...entries.map(
      ({ minor, reference }) => `16,${minor < 0n ? 451 : 142},${abs(minor)},Z,,${reference},caf\u00e9 ${reference}/`,
    ),
  ];
  const count = records.length + 1;
  return `01,S,R,260101,1200,1,,,2/\n02,R,B,1,260101,,,2/\n${records.join(
    '\n',
  )}\n49,${control},${count}/\n98,${control},1,${count + 2}/\n99,${control},1,${count + 4}/\n`;
}

const formats: [string, (statement: Statement) => string][] = [
  ['MT940', toMt940],
  ['camt.053', toCamt],
  ['BAI2', toBai2],
];

describe.each(formats)('%s', (_, write) => {
  it('gives back every statement that is written', async () => {
    await fc.assert(
      fc.asyncProperty(statements, async statement => {
        const [read, ...rest] = await readStatements(new TextEncoder().encode(write(statement)));
        expect(rest).toEqual([]);
        expect(read).toMatchObject({
          accountNumber: '12/34',
          currency: statement.currency,
          opening: statement.opening,
          closing: closingOf(statement),
          foots: true,
          warnings: [],
        });
        expect(read.lines.map(({ amount, reference }) => [amount, reference])).toEqual(
          statement.entries.map(({ minor, reference }) => [minor, reference]),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('reads the same however the bytes are cut', async () => {
    const [statement] = fc.sample(
      statements.filter(({ entries }) => entries.length > 1),
      { seed: 7, numRuns: 1 },
    );
    const utf8 = new TextEncoder().encode(write(statement));
    const latin1 = Uint8Array.from(write(statement), char => char.charCodeAt(0));
    for (const bytes of [utf8, latin1]) {
      const whole = await readStatements(bytes);
      for (let at = 1; at < bytes.length; at += 1) {
        expect(await readStatements(chunks(bytes.subarray(0, at), bytes.subarray(at)))).toEqual(whole);
      }
      expect(await readStatements(chunks(...Array.from(bytes, byte => Uint8Array.of(byte))))).toEqual(whole);
    }
  });

  it('reads or refuses a damaged file, and never fails otherwise', async () => {
    const [statement] = fc.sample(
      statements.filter(({ entries }) => entries.length > 1),
      { seed: 11, numRuns: 1 },
    );
    const good = new TextEncoder().encode(write(statement));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(good.length - 1),
        fc.nat(40),
        fc.uint8Array({ maxLength: 12 }),
        async (at, cut, noise) => {
          await expectReadOrRefuse(chunks(good.subarray(0, at), noise, good.subarray(at + cut)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

it.each(STATEMENT_FORMATS)('reads or refuses random bytes as %s', async format => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.string({ maxLength: 200 }), async (noise, text) => {
      await expectReadOrRefuse(chunks(noise), format);
      await expectReadOrRefuse(chunks(new TextEncoder().encode(text), noise), format);
      await expectReadOrRefuse(chunks(noise));
    }),
    { numRuns: 80 },
  );
});

/** Fails on anything but a reading or a refusal that ends in its remedy. */
async function expectReadOrRefuse(
  source: AsyncIterable<Uint8Array>,
  format?: (typeof STATEMENT_FORMATS)[number],
): Promise<void> {
  try {
    await readStatements(source, { format });
  } catch (error) {
    if (!(error instanceof StatementFormatError)) throw error;
    expect(error.message).toMatch(/\.$/);
  }
}

async function* chunks(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

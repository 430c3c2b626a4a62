import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { currencyExponent, minorToDecimal } from '@internal/plugin-payrec-common';
import {
  ParsedLine,
  ParsedStatement,
  STATEMENT_FORMATS,
  StatementFormat,
  StatementFormatError,
  readStatements,
} from '@internal/plugin-payrec-reconciliation-backend/readers';
import { Command, InvalidArgumentError } from 'commander';

/** `statements read <file>`: what the portal's own readers make of a file. Exit 1 with the reason on refusal. */
export function registerStatementsRead(statements: Command): void {
  statements
    .command('read')
    .description('read a statement file and print its statements and lines')
    .argument('<file>', 'MT940, MT942, camt.053, BAI2, Adyen settlement details or Stripe report')
    .option('--format <format>', `read as this format: ${STATEMENT_FORMATS.join(', ')}`, parseFormat)
    .option('--json', 'print JSON; amounts are signed minor units as text')
    .action(async (file: string, options: { format?: StatementFormat; json?: boolean }) => {
      try {
        const read = await readStatements(createReadStream(file), { format: options.format, fileName: basename(file) });
        process.stdout.write(options.json ? `${JSON.stringify({ statements: read.map(toJson) })}\n` : toTable(read));
      } catch (error) {
        if (!(error instanceof StatementFormatError) && !isFileError(error)) throw error;
        process.stderr.write(`${basename(file)}: ${error.message}\n`);
        process.exitCode = 1;
      }
    });
}

function parseFormat(value: string): StatementFormat {
  // The short names people use for a family of formats.
  const alias: Record<string, StatementFormat> = { camt: 'camt053', 'camt.053': 'camt053', adyen: 'adyen-settlement' };
  const format = alias[value] ?? STATEMENT_FORMATS.find(known => known === value);
  if (!format) throw new InvalidArgumentError(`It must be one of ${STATEMENT_FORMATS.join(', ')}.`);
  return format;
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function toJson(statement: ParsedStatement) {
  return {
    account: statement.accountNumber,
    currency: statement.currency,
    opening: statement.opening?.toString() ?? null,
    closing: statement.closing?.toString() ?? null,
    foots: statement.foots,
    warnings: statement.warnings.map(({ code, line, message }) => ({ code, line, message })),
    lines: statement.lines.map(({ amount, currency, bookingDate, valueDate, reference, text }) => ({
      amount: amount.toString(),
      currency,
      bookingDate,
      valueDate,
      reference,
      text,
    })),
  };
}

/** For people: a line per statement with its balances, then its entries and warnings. */
function toTable(statements: readonly ParsedStatement[]): string {
  return statements
    .map(statement => {
      const balance = (minor: bigint | null) =>
        minor === null || statement.currency === null
          ? '–'
          : minorToDecimal(minor, currencyExponent(statement.currency));
      const title =
        `${statement.format}  ${statement.accountNumber ?? 'no account'}  ${statement.currency ?? ''}  ` +
        `${balance(statement.opening)} → ${balance(statement.closing)}  ${statement.lines.length} lines, ${footingOf(
          statement,
        )}`;
      const warnings = statement.warnings.map(
        ({ code, line, message }) => `  ! ${line === null ? '' : `line ${line}: `}${message} [${code}]`,
      );
      return [title, ...statement.lines.map(toRow), ...warnings, ''].join('\n');
    })
    .join('\n');
}

function footingOf({ foots }: ParsedStatement): string {
  if (foots === null) return 'no balances to check';
  return foots ? 'foots' : 'DOES NOT FOOT';
}

function toRow(line: ParsedLine): string {
  const amount = minorToDecimal(line.amount, currencyExponent(line.currency));
  const date = line.bookingDate ?? line.valueDate ?? '';
  return `  ${date.padEnd(10)} ${amount.padStart(18)} ${line.currency}  ${(line.reference ?? '')
    .slice(0, 24)
    .padEnd(24)}  ${line.text.slice(0, 60)}`;
}

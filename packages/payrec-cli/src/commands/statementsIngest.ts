import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { StatementFileJson, statementFileSchema } from '@internal/plugin-payrec-reconciliation-common';
import { Command } from 'commander';

const WAIT_MS_MAX = 600_000;
const POLL_MS = 500;
const WARNINGS_SHOWN = 20;

type IngestOptions = { url: string; token?: string; format?: string };

/** `statements ingest <files...>`: uploads to a running portal and waits for each result. Exit 1 when one is rejected. */
export function registerStatementsIngest(statements: Command): void {
  statements
    .command('ingest')
    .description('upload statement files to a running portal and wait until each is read')
    .argument('<files...>', 'statement files or settlement reports')
    .option('--url <url>', 'address of the portal', process.env.PAYREC_URL ?? 'http://127.0.0.1:7007')
    .option('--token <token>', 'token of a signed-in user; PAYREC_TOKEN without it')
    .option('--format <format>', 'read as this format instead of by content')
    .action(async (files: string[], options: IngestOptions) => {
      const portal = new PortalStatements(options.url, options.token ?? process.env.PAYREC_TOKEN);
      for (const file of files) {
        try {
          const result = await portal.ingest(file, options.format);
          process.stdout.write(describe(file, result));
          if (result.state === 'rejected') process.exitCode = 1;
        } catch (error) {
          process.stderr.write(`${basename(file)}: ${error instanceof Error ? error.message : String(error)}\n`);
          process.exitCode = 1;
        }
      }
    });
}

/** The two endpoints of the portal the command needs. */
class PortalStatements {
  private readonly base: string;

  constructor(url: string, private readonly token: string | undefined) {
    this.base = `${url.replace(/\/+$/, '')}/api/payrec-reconciliation/v1/statement-files`;
  }

  async ingest(path: string, format: string | undefined): Promise<StatementFileJson> {
    const query = new URLSearchParams({ fileName: basename(path), ...(format !== undefined && { format }) });
    let file = await this.call(`${this.base}?${query}`, path);
    const end = Date.now() + WAIT_MS_MAX;
    while (file.state === 'received' || file.state === 'reading') {
      if (Date.now() > end) {
        throw new Error(
          `still ${file.state} after ${WAIT_MS_MAX / 60_000} minutes; it is kept as ${file.id} and goes on`,
        );
      }
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
      file = await this.call(`${this.base}/${encodeURIComponent(file.id)}`);
    }
    return file;
  }

  /** GET, or POST of the file at `uploadPath`, streamed. */
  private async call(url: string, uploadPath?: string): Promise<StatementFileJson> {
    const response = await fetch(url, {
      headers: {
        ...(this.token !== undefined && { authorization: `Bearer ${this.token}` }),
        ...(uploadPath !== undefined && { 'content-type': 'application/octet-stream' }),
      },
      ...(uploadPath !== undefined && {
        method: 'POST',
        body: Readable.toWeb(createReadStream(uploadPath)) as ReadableStream<Uint8Array>,
        duplex: 'half',
      }),
    } as RequestInit).catch((error: Error & { cause?: { code?: string; message?: string } }) => {
      if (error.cause?.code === 'ENOENT') throw new Error('there is no such file');
      throw new Error(
        `${this.base} does not answer (${error.cause?.code ?? error.message}); is the portal running, is --url right?`,
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const said = (body as { error?: { message?: string } } | undefined)?.error?.message ?? response.statusText;
      const hint = response.status === 401 ? '; pass --token, for the demo `yarn payrec token finn.operator`' : '';
      throw new Error(`refused with ${response.status}: ${said}${hint}`);
    }
    return statementFileSchema.parse(body);
  }
}

function describe(path: string, file: StatementFileJson): string {
  const name = basename(path);
  if (file.state === 'rejected') return `${name}: rejected: ${file.rejectedReason}\n`;
  const counts = `${file.statementCount} statements, ${file.lineCount} lines, ${file.duplicateLineCount} known before`;
  const lines = [`${name}: ingested as ${file.id} (${file.format}): ${counts}, ${file.warnings.length} warnings`];
  for (const warning of file.warnings.slice(0, WARNINGS_SHOWN)) {
    lines.push(`  ${warning.line === null ? '' : `line ${warning.line}: `}${warning.code}: ${warning.message}`);
  }
  if (file.warnings.length > WARNINGS_SHOWN) lines.push(`  and ${file.warnings.length - WARNINGS_SHOWN} more`);
  return `${lines.join('\n')}\n`;
}

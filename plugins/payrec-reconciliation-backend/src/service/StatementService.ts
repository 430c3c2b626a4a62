import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { InputError, NotFoundError } from '@backstage/errors';
import { Instant, IsoDate, addDays } from '@internal/plugin-payrec-common';
import { BodyTooLargeError, FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { CHUNK_BYTES, FileStatement, StatementFile, StatementFileStore } from '../database/StatementFileStore';
import { UnitStore } from '../database/UnitStore';
import { LineKey, fileLines, fileTransactions } from '../queries/statementQueries';
import { STATEMENT_FORMATS } from '../statements/readers/types';
import { Changes } from './Changes';

/** Lines may be booked this many days before or after their statement's own date; for files whose own days are not kept. */
const LINE_REACH_DAYS = 400;
const LINE_AHEAD_DAYS = 40;

/** Uploading and showing statement files; reading them is the FileWorker's. */
export class StatementService {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly deps: {
      readonly files: StatementFileStore;
      readonly units: Pick<UnitStore, 'pointers'>;
      readonly finalIndex: FinalIndexService;
      readonly changes: Changes;
      readonly now: () => Instant;
      readonly bytesMax: number;
    },
  ) {}

  onWake(listener: () => void): void {
    this.listeners.add(listener);
  }

  /**
   * Keeps the bytes of one file; when this answers, nothing can lose it any more. The same bytes again answer with the
   * file that is there, under whatever name.
   * @throws InputError for an empty file or an unknown format, BodyTooLargeError past the limit.
   */
  async upload(body: Readable, request: { actor: string; fileName: string; format?: string }): Promise<StatementFile> {
    const { format } = request;
    if (format !== undefined && !STATEMENT_FORMATS.some(one => one === format)) {
      throw new InputError(`"${format}" is no format this portal reads; use one of ${STATEMENT_FORMATS.join(', ')}`);
    }
    const { files, now, bytesMax, changes } = this.deps;
    const hash = createHash('sha256');
    let size = 0;
    async function* chunks(): AsyncGenerator<Buffer> {
      let pending: Buffer[] = [];
      let pendingBytes = 0;
      for await (const piece of body) {
        const bytes: Buffer = piece;
        hash.update(bytes);
        size += bytes.length;
        if (size > bytesMax) {
          throw new BodyTooLargeError(
            `The file is larger than ${bytesMax} bytes; split it, or raise payrec.reconciliation.uploadMegabytesMax`,
          );
        }
        pending.push(bytes);
        pendingBytes += bytes.length;
        if (pendingBytes >= CHUNK_BYTES) {
          yield Buffer.concat(pending);
          pending = [];
          pendingBytes = 0;
        }
      }
      if (pendingBytes > 0) yield Buffer.concat(pending);
      if (size === 0) throw new InputError('The file is empty; send its bytes as the body of the request');
    }
    const finish = () => {
      const sha256 = hash.digest('hex');
      return { id: `FIL-${sha256.slice(0, 16)}`, sha256, sizeBytes: size };
    };
    const { id } = await files.keep(chunks(), finish, {
      // A name from the other side of the wire: no control characters, no folders.
      fileName:
        request.fileName
          // eslint-disable-next-line no-control-regex
          .replace(/[\x00-\x1f\x7f]/g, ' ')
          .replace(/^.*[\\/]/, '')
          .trim() || 'statement',
      requestedFormat: format ?? null,
      uploadedBy: request.actor,
      now: now(),
      uploadId: `UPL-${randomUUID()}`,
    });
    for (const listener of this.listeners) listener();
    changes.announce({ kind: 'file', id });
    return this.get(id);
  }

  /** @throws NotFoundError naming the id. */
  async get(id: string): Promise<StatementFile> {
    const file = await this.deps.files.find(id);
    if (!file) throw new NotFoundError(`There is no statement file ${id}`);
    return file;
  }

  list(filter: { unit?: string; state?: string; warningsOnly?: boolean; limit: number; before?: string }) {
    return this.deps.files.list(filter);
  }

  /** A page of what a file brought; empty while it has not been read. */
  async lines(
    id: string,
    page: { limit: number; after: LineKey | null },
    options: { scope: Scope; signal?: AbortSignal },
  ) {
    const { finalIndex } = this.deps;
    const [file, allPointers] = await Promise.all([this.get(id), this.deps.units.pointers()]);
    const dates = file.statements
      .map(one => one.businessDate)
      .filter(date => date !== null)
      .sort();
    if (file.state !== 'ingested' || dates.length === 0) {
      return { rows: [], asOf: undefined };
    }
    const units = new Set(file.statements.map(one => one.unit));
    const pointers = allPointers.filter(pointer => units.has(pointer.unit));
    const isSettlement = file.format !== null && !['mt940', 'mt942', 'camt053', 'bai2'].includes(file.format);
    return finalIndex.query(
      isSettlement ? fileTransactions : fileLines,
      {
        ...daysOf(file, dates),
        // No run yet: a name no run has.
        runIds: pointers.length > 0 ? pointers.map(pointer => pointer.matchRunId) : ['none'],
        sha256: file.sha256,
        limit: page.limit,
        after: page.after,
      },
      options,
    );
  }
}

/** Days in which the rows and the statements of a file lie; `dates` are those of its statements, in order. */
function daysOf(file: StatementFile, dates: readonly IsoDate[]): { from: IsoDate; to: IsoDate } {
  const [first, last] = [dates[0], dates[dates.length - 1]];
  const firstRow = file.firstDate ?? addDays(first, -LINE_REACH_DAYS);
  const lastRow = file.lastDate ?? addDays(last, LINE_AHEAD_DAYS);
  return { from: firstRow < first ? firstRow : first, to: lastRow > last ? lastRow : last };
}

export function fileToJson(file: StatementFile): StatementFileJson {
  const {
    seq: _seq,
    requestedFormat: _requested,
    supersededLineCount: _superseded,
    firstDate: _first,
    lastDate: _last,
    statements,
    ...rest
  } = file;
  return { ...rest, statements: statements.map(statementToJson) };
}

function statementToJson(one: FileStatement): StatementFileJson['statements'][number] {
  const money = (minor: string | null) =>
    minor === null || one.currency === null ? null : { minor, currency: one.currency };
  return {
    statementId: one.statementId,
    unit: one.unit,
    account: one.account,
    currency: one.currency,
    statementNo: one.statementNo,
    businessDate: one.businessDate,
    opening: money(one.openingMinor),
    closing: money(one.closingMinor),
    lineCount: one.lineCount,
    foots: one.foots,
    chainOk: one.chainOk,
    interim: one.interim,
  };
}

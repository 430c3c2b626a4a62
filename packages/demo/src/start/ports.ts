import { createServer } from 'node:net';

/** Whether one can listen on 127.0.0.1:`port`; `free`, or the code of the system. */
function tryPort(port: number): Promise<string> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve('free')));
  });
}

/** True when nobody listens on 127.0.0.1:`port`. */
export async function isFree(port: number): Promise<boolean> {
  return (await tryPort(port)) === 'free';
}

/** @throws Error in one sentence with the way out. */
export async function requireFree(port: number): Promise<void> {
  const outcome = await tryPort(port);
  if (outcome === 'free') return;
  if (outcome === 'EACCES') {
    throw new Error(`Port ${port} is kept for the system: choose one from 1024 on with npm start -- --port 7007`);
  }
  const other = port < 65_535 ? port + 1 : port - 1;
  throw new Error(`Port ${port} is taken: stop what uses it, or choose another with npm start -- --port ${other}`);
}

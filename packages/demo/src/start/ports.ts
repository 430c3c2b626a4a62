import { createServer } from 'node:net';

/** True when nobody listens on 127.0.0.1:`port`. */
export function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** @throws Error in one sentence with the way out. */
export async function requireFree(port: number): Promise<void> {
  if (!(await isFree(port))) {
    throw new Error(`Port ${port} is taken: stop what uses it, or choose another with npm start -- --port ${port + 1}`);
  }
}

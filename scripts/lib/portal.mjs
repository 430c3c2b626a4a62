import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../../plugins/payrec-testkit/src/freePortForScripts.mjs';
import { root } from './workspace.mjs';

/**
 * Starts the portal by `npm start`'s own script in a data folder of its own and resolves when it says it is ready.
 * `stop()` sends the Ctrl-C a person would and waits for the end. Rejects with the last lines when it does not come up.
 */
export async function startPortal({ dataDir, scale = '100k', args = [], timeoutMs = 8 * 60_000, onLine } = {}) {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [join(root, 'scripts/start.mjs'), '--port', String(port), '--scale', scale, ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PAYREC_DEMO_DIR: dataDir },
    },
  );
  const lines = [];
  const exited = new Promise(resolveExit => child.once('exit', code => resolveExit(code)));
  const url = await new Promise((resolveUrl, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT');
      reject(new Error(`The portal was not ready after ${timeoutMs / 1000} s:\n${lines.slice(-30).join('\n')}`));
    }, timeoutMs);
    let rest = '';
    const read = chunk => {
      rest += chunk;
      const parts = rest.split('\n');
      rest = parts.pop();
      for (const line of parts) {
        lines.push(line);
        onLine?.(line);
        const match = /Portal ready: (http:\/\/\S+)/.exec(line);
        if (match) {
          clearTimeout(timer);
          resolveUrl(match[1]);
        }
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exited.then(code => {
      clearTimeout(timer);
      reject(new Error(`The portal ended with code ${code} before it was ready:\n${lines.slice(-30).join('\n')}`));
    });
  });
  return {
    url: url.replace(/\/$/, ''),
    pid: child.pid,
    dataDir,
    dataDir,
    lines,
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}

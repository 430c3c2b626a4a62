/**
 * Runs a server that does not end by itself when its owner dies: `node childKeeper.mjs <command> <args…>`. Our standard
 * input is the life line: it closes when the owner ends, however that dies, and then the server is ended too.
 */
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  kill('SIGTERM');
  setTimeout(() => kill('SIGKILL'), 15_000).unref();
}
function kill(signal) {
  try {
    // The whole group: a launcher script may have started the server as its own child.
    process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}

process.stdin.resume();
process.stdin.on('end', stop);
process.stdin.on('error', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
child.on('error', error => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', code => process.exit(stopping ? 0 : code ?? 1));

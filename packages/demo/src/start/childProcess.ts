import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

export type Child = {
  readonly process: ChildProcess;
  /** Resolves with the exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  /** Last lines it wrote. */
  tail(lines: number): string;
  /** Asks it to end, and ends it after five seconds: what was accepted is kept, however it ends. */
  stop(): Promise<void>;
};

/**
 * Runs Node with its output in a log file. The process ends with us: it gets SIGTERM from {@link Child.stop}, and one that
 * is started with `ipc` can watch the channel for the case that we are killed.
 */
export function startNode(
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; log: string; ipc?: boolean; onMessage?: (message: unknown) => void },
): Child {
  const out = openSync(options.log, 'w');
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', out, out, ...(options.ipc ? (['ipc'] as const) : [])],
    // Own group: Ctrl-C reaches us first, and we stop things in their order.
    detached: process.platform !== 'win32',
  });
  closeSync(out);
  if (options.onMessage) child.on('message', options.onMessage);
  const exited = new Promise<number | null>(resolve => {
    child.once('exit', code => resolve(code));
    child.once('error', () => resolve(1));
  });
  const signal = (name: NodeJS.Signals) => {
    try {
      // The whole group: the command line of Backstage starts processes of its own.
      if (process.platform === 'win32') child.kill(name);
      else process.kill(-child.pid!, name);
    } catch {
      // It has ended in the meantime.
    }
  };
  return {
    process: child,
    exited,
    tail: lines => readFileSync(options.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signal('SIGTERM');
      const hard = setTimeout(() => signal('SIGKILL'), 5_000);
      await exited;
      clearTimeout(hard);
    },
  };
}

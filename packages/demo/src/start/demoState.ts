import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What a running demo leaves for `yarn payrec token` and for the next start. */
export type RunningDemo = {
  readonly pid: number;
  readonly portalUrl: string;
  readonly appUrl: string;
  readonly issuer: string;
};

/** Passwords of the demo: of its database, of the sessions, and of the services that hand events in. */
export type DemoSecrets = { readonly postgres: string; readonly session: string; readonly intake: string };

/** Files of one demo folder, `.demo` beside package.json unless `PAYREC_DEMO_DIR` names another. */
export class DemoState {
  constructor(readonly dir: string) {
    requireFolder(join(dir, 'logs'));
  }

  static of(root: string): DemoState {
    return new DemoState(process.env.PAYREC_DEMO_DIR ?? join(root, '.demo'));
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  /** The JSON of a state file; undefined when there is none. */
  read<T>(name: string): T | undefined {
    const file = this.path(name);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
  }

  /** Replaces a state file; a crash leaves the old or the new one. */
  write(name: string, value: unknown): void {
    const file = this.path(name);
    writeFileSync(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true, force: true });
  }

  /** Random secrets made once per demo folder; one that a newer demo needs is added. */
  secrets(): DemoSecrets {
    const known = this.read<Partial<DemoSecrets>>('secrets.json');
    const made = {
      postgres: known?.postgres ?? randomBytes(18).toString('hex'),
      session: known?.session ?? randomBytes(24).toString('hex'),
      intake: known?.intake ?? randomBytes(24).toString('hex'),
    };
    if (!known?.intake) this.write('secrets.json', made);
    return made;
  }

  /** The demo that runs from this folder, when its process is alive. */
  running(): RunningDemo | undefined {
    const known = this.read<RunningDemo>('running.json');
    if (!known) return undefined;
    try {
      process.kill(known.pid, 0);
      return known;
    } catch {
      return undefined;
    }
  }
}

/**
 * Makes a folder and its parents, one at a time: below /proc the recursive way of Node 20 never returns.
 * @throws Error in one sentence when the demo cannot write there.
 */
function requireFolder(folder: string): void {
  const refuse = (why: string) =>
    new Error(
      `The demo cannot keep its data in ${resolve(
        folder,
        '..',
      )}: ${why}. Set PAYREC_DEMO_DIR to a folder it may write to.`,
    );
  const missing: string[] = [];
  let existing = resolve(folder);
  while (!existsSync(existing)) {
    missing.unshift(existing);
    existing = dirname(existing);
  }
  if (!statSync(existing).isDirectory()) throw refuse(`${existing} is a file`);
  try {
    for (const path of missing) mkdirSync(path);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Said by the command itself, with the way out.
    if (code === 'ENOSPC') throw error;
    throw refuse(`${missing[0] ?? existing} cannot be written (${code})`);
  }
}

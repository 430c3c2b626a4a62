import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FINAL_INDEX_TABLES } from '@internal/plugin-payrec-common';
import { FinalIndexUnavailableError } from '../../errors/errors';

/** What lies in the folder of the index at one moment. */
export type FolderState = {
  /** Hash over path, size and time of every file: equal means nothing changed. */
  readonly version: string;
  /** Names of tables that have at least one file. */
  readonly filled: ReadonlySet<string>;
  /** Latest day folder of `transactions`, from the folder names. */
  readonly latestBusinessDate: string | null;
};

type Answer = {
  readonly number: number;
  readonly state?: Omit<FolderState, 'filled'> & { readonly filled: readonly string[] };
  readonly gone?: true;
  readonly files?: string[][];
  readonly failure?: string;
};
type Waiting = { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void };

/**
 * The folder of the index, `<root>/<table>/[<partitionBy>=<value>/]*.parquet`, as it is on the disk. It is read in a thread of
 * its own (`assets/indexFolder.js`); a new one follows one that died.
 */
export class IndexFolder {
  private worker?: Worker;
  private asked = 0;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly root: string) {}

  /**
   * The folder as it is now. A root that is gone (an unmounted disk) is no empty index: nobody may read "no transactions"
   * where there are only no files to look at.
   * @throws FinalIndexUnavailableError while the root is no folder, and Error when it cannot be read.
   */
  async state(): Promise<FolderState> {
    const answer = await this.ask();
    if (answer.gone) {
      throw new FinalIndexUnavailableError(
        'The folder of the Final Index is not there; check that its disk is mounted',
      );
    }
    if (!answer.state) throw unreadable(answer);
    return { ...answer.state, filled: new Set(answer.state.filled) };
  }

  /** Parquet files that are in these folders now; a folder that is not there has none. @throws Error when one cannot be read. */
  async filesIn(folders: readonly string[]): Promise<string[]> {
    const answer = await this.ask(folders);
    if (!answer.files) throw unreadable(answer);
    return answer.files.flatMap((names, at) => names.map(name => path.join(folders[at], name)));
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private ask(folders?: readonly string[]): Promise<Answer> {
    const worker = (this.worker ??= this.start());
    const number = (this.asked += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      // The thread holds the process open while somebody waits for it, and only then.
      worker.ref();
      worker.postMessage({ number, folders });
    });
  }

  private start(): Worker {
    const tables = FINAL_INDEX_TABLES.map(({ name, partitionBy }) => ({ name, partitionBy }));
    const worker = new Worker(resolvePackagePath('@internal/plugin-payrec-node', 'assets/indexFolder.js'), {
      workerData: { root: this.root, tables },
      // Not the transforms of the process that starts it: the file needs none, and each takes a second to load.
      execArgv: [],
    });
    worker.on('message', (answer: Answer) => {
      this.waiting.get(answer.number)?.resolve(answer);
      this.waiting.delete(answer.number);
      if (this.waiting.size === 0) worker.unref();
    });
    const ended = (error: Error) => {
      if (this.worker === worker) this.worker = undefined;
      for (const { reject } of this.waiting.values()) reject(error);
      this.waiting.clear();
    };
    worker.on('error', ended);
    worker.on('exit', () => ended(new Error('The thread that looks at the folder of the Final Index has ended')));
    return worker;
  }
}

const unreadable = ({ failure }: Answer) => new Error(`The folder of the Final Index cannot be read: ${failure}`);

import { buildProgram } from './program';

/** Entry of `yarn payrec`: a sentence for what the caller can mend, a stack only when asked for. */
async function main(): Promise<void> {
  try {
    await buildProgram().parseAsync(process.argv);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`);
    if (process.env.PAYREC_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  }
}

// eslint-disable-next-line no-void
void main();

import { IsoDate, addDays, parseIsoDate } from '@internal/plugin-payrec-common';
import { Command } from 'commander';
import { generateWorld, parseScale } from 'demo';
import { resolve } from 'node:path';

/** `data`: makes the world of the demo company in a folder, for benchmarks and for loading into Trino. */
export function registerData(program: Command): void {
  program
    .command('data')
    .description('make the data of the demo company: index, statement files and the truth about both')
    .requiredOption('--root <folder>', 'folder to write to; what an earlier world left there is replaced')
    .option('--scale <scale>', '100k, 1m, 10m or 100m', '100k')
    .option('--seed <number>', 'another seed, another world', '7')
    .option('--end <date>', 'last business day, yesterday unless told')
    .action(async (options: { root: string; scale: string; seed: string; end?: string }) => {
      const today = new Date().toISOString().slice(0, 10) as IsoDate;
      const seed = Number(options.seed);
      if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed "${options.seed}" is not a whole number`);
      const started = Date.now();
      const summary = await generateWorld({
        root: resolve(options.root),
        scale: parseScale(options.scale),
        seed,
        endDate: options.end ? parseIsoDate(options.end) : addDays(today, -1),
      });
      process.stdout.write(
        `${JSON.stringify({ ...summary, seconds: Math.round((Date.now() - started) / 100) / 10 }, null, 2)}\n`,
      );
    });
}

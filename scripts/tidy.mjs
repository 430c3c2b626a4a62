// `yarn tidy`: the few rules of house style whose breach costs money or safety. Each message names the fix.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './lib/workspace.mjs';
import { findings } from './lib/tidyRules.mjs';

function* sourceFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['node_modules', 'dist', 'dist-types', 'coverage'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts')) yield path;
  }
}

const files = ['packages', 'plugins'].flatMap(folder => [...sourceFiles(join(root, folder))]);
const found = files.flatMap(path => findings(relative(root, path), readFileSync(path, 'utf8')));
for (const { file, line, rule, fix } of found) process.stdout.write(`${file}:${line} ${rule}: ${fix}\n`);
process.stdout.write(`tidy: ${files.length} files, ${found.length} findings\n`);
process.exit(found.length === 0 ? 0 : 1);

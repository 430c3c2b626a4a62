import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const LEAST_VERSION = 24;

/** Folders in which systems keep their JVMs, each with one folder per installation. */
const JVM_FOLDERS = [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  path.join(homedir(), '.sdkman', 'candidates', 'java'),
];

/**
 * Home of a Java that can run Trino: `TRINO_JAVA_HOME`, `JAVA_HOME`, then every installed JVM and the `java` on the path,
 * newest first. @throws Error that says what was found and what to install.
 */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = [environment.TRINO_JAVA_HOME, environment.JAVA_HOME].filter(home => home !== undefined);
  const installed = JVM_FOLDERS.filter(existsSync).flatMap(folder =>
    readdirSync(folder).flatMap(name => [path.join(folder, name), path.join(folder, name, 'Contents', 'Home')]),
  );
  const onPath = await javaOnPath();
  const found = [...named, ...installed, ...(onPath ? [onPath] : [])].flatMap(home => {
    const version = versionOf(home);
    return version === undefined ? [] : [{ home, version }];
  });
  const named24 = found.find(({ home, version }) => named.includes(home) && version >= LEAST_VERSION);
  const best = named24 ?? found.sort((a, b) => b.version - a.version)[0];
  if (!best || best.version < LEAST_VERSION) {
    const what = best ? `the newest found is ${best.version} in ${best.home}` : 'none was found';
    throw new Error(
      `Trino needs Java ${LEAST_VERSION} or newer; ${what}. Install one (Temurin 25, for example) or set TRINO_JAVA_HOME.`,
    );
  }
  return best.home;
}

/** Major version from the installation's own `release` file. */
function versionOf(home: string): number | undefined {
  const file = path.join(home, 'release');
  if (!existsSync(file) || !existsSync(path.join(home, 'bin'))) return undefined;
  const version = /JAVA_VERSION="(?:1\.)?(\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
  return version === undefined ? undefined : Number(version);
}

async function javaOnPath(): Promise<string | undefined> {
  try {
    const { stderr } = await promisify(execFile)('java', ['-XshowSettings:properties', '-version']);
    return /java\.home = (.+)/.exec(stderr)?.[1].trim();
  } catch {
    return undefined;
  }
}

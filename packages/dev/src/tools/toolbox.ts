import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReviewLimits } from '../limits.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** How a tool is started: program and leading arguments. */
export interface Command {
  file: string;
  args: readonly string[];
}

/** The tools as installed below one root, and how to run them without touching the repository. */
export interface Toolbox {
  biome: Command;
  tsc: Command;
  secretlint: Command;
  knip: Command;
  /** JSON schema of Biome's configuration; names its rules. */
  biomeSchema: string;
  /** Module of knip that lists the names of its plugins. */
  knipPluginNames: string;
  versions: Readonly<Record<string, string>>;
  /** Empty directory that stands for home and temp; removed by {@link Toolbox.close}. */
  scratch: string;
  env: Readonly<Record<string, string>>;
  run(command: Command, args: readonly string[], options: RunOptions): Promise<ProgramResult>;
  close(): Promise<void>;
}

export interface RunOptions {
  cwd: string;
  limits: Pick<ReviewLimits, 'toolTimeoutMs' | 'toolOutputBytesMax'>;
  signal?: AbortSignal | undefined;
  env?: Readonly<Record<string, string>>;
}

/** Directory of this package: where its tools are looked up unless the caller names another. */
export const packageRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Finds the tools from `toolsRoot` by Node's own rules and prepares an environment
 * that keeps every cache, log and home directory out of the reviewed repository.
 */
export async function openToolbox(toolsRoot: string = packageRoot): Promise<Toolbox> {
  const require = createRequire(join(toolsRoot, 'package.json'));
  const find = (name: string) => packageDirectory(require, name);
  const biome = find('@biomejs/biome');
  const typescript = find('typescript');
  const secretlint = find('secretlint');
  const knip = find('knip');
  const script = (path: string): Command => ({ file: process.execPath, args: [path] });
  const scratch = await mkdtemp(join(tmpdir(), 'mosaic-dev-'));
  const env = {
    PATH: searchPath(),
    HOME: scratch,
    TMPDIR: scratch,
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    CI: '1',
    JITI_FS_CACHE: 'false',
  };
  return {
    biome: nativeProgram(biome, 'cli-', 'biome') ?? script(join(biome, 'bin', 'biome')),
    tsc:
      nativeProgram(typescript, 'typescript-', 'lib/tsc') ?? script(join(typescript, 'bin', 'tsc')),
    secretlint: script(join(secretlint, 'bin', 'secretlint.js')),
    knip: script(join(knip, 'bin', 'knip.js')),
    biomeSchema: join(biome, 'configuration_schema.json'),
    knipPluginNames: join(knip, 'dist', 'types', 'PluginNames.js'),
    versions: {
      biome: packageVersion(biome),
      typescript: packageVersion(typescript),
      secretlint: packageVersion(secretlint),
      knip: packageVersion(knip),
    },
    scratch,
    env,
    run: (command, args, options) =>
      runProgram({
        file: command.file,
        args: [...command.args, ...args],
        cwd: options.cwd,
        env: { ...env, ...options.env },
        timeoutMs: options.limits.toolTimeoutMs,
        outputBytesMax: options.limits.toolOutputBytesMax,
        signal: options.signal,
      }),
    close: () => rm(scratch, { recursive: true, force: true }),
  };
}

/** Where programs such as git and npm are looked up: beside this Node first, then the system. */
export function searchPath(): string {
  return [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
}

function packageDirectory(require: NodeJS.Require, name: string): string {
  for (const root of require.resolve.paths(name) ?? []) {
    const directory = join(root, name);
    if (existsSync(join(directory, 'package.json'))) return directory;
  }
  throw new Error(`The tool ${name} is not installed. Run npm install and try again.`);
}

/** The platform's native binary, which saves the start of a Node process; null where it is named otherwise. */
function nativeProgram(directory: string, prefix: string, program: string): Command | null {
  const scope = program === 'biome' ? dirname(directory) : join(dirname(directory), '@typescript');
  const wanted = `${prefix}${process.platform}-${process.arch}`;
  if (!existsSync(scope)) return null;
  const installed = readdirSync(scope).filter(
    (name) => name === wanted || name === `${wanted}-musl`,
  );
  const [only] = installed;
  if (installed.length !== 1 || only === undefined) return null;
  const file = join(scope, only, program);
  return existsSync(file) ? { file, args: [] } : null;
}

function packageVersion(directory: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}

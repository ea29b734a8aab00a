import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** Where Debian, and after it others, put the programs of the server. */
const debianRoot = '/usr/lib/postgresql';

/** The newest PostgreSQL server of this machine, or null. */
export function findPostgres(): string | null {
  const versions = existsSync(debianRoot) ? readdirSync(debianRoot) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianRoot, version, 'bin'));
  const onPath = (process.env.PATH ?? '').split(':');
  return [...folders, ...onPath].find((folder) => existsSync(join(folder, 'postgres'))) ?? null;
}

export interface ThrowAwayPostgres {
  /** Of the database `postgres`, as its superuser. */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** Kills the server at once, as a crash would; `start` brings it back. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it and removes everything. */
  destroy(): Promise<void>;
}

export interface ThrowAwayOptions {
  /** False trades the safety of the data for speed, which most tests want. */
  isDurable?: boolean;
  /** Addresses of this machine it answers on beyond loopback, to networks of tests. */
  listen?: readonly string[];
}

/**
 * A PostgreSQL of its own on a spare loopback port, in a temporary directory.
 *
 * The server refuses to run as root, so that root starts it as the user `postgres`.
 */
export async function startPostgres({
  isDurable = false,
  listen = [],
}: ThrowAwayOptions = {}): Promise<ThrowAwayPostgres> {
  const programs = findPostgres();
  if (programs === null) throw new Error('There is no PostgreSQL server: install `postgresql`.');
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-postgres-'));
  const data = join(directory, 'data');
  if (isRoot()) execFileSync('chown', ['postgres', directory]);
  chmodSync(directory, 0o700);
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8'];
  asServerUser(join(programs, 'initdb'), [...initdb, '--locale=C'], directory);
  // Networks of tests are private ones, with only the tests' own hosts on them.
  if (listen.length > 0)
    appendFileSync(join(data, 'pg_hba.conf'), 'host all all 10.0.0.0/8 trust\n');
  const port = await sparePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    `listen_addresses=${['127.0.0.1', ...listen].join(',')}`,
    `port=${port}`,
    `unix_socket_directories=${directory}`,
    'max_connections=200',
    'shared_buffers=64MB',
    'autovacuum_naptime=10s',
    ...(isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess | null = null;
  const stop = async (signal: 'INT' | 'KILL') => {
    const running = server;
    server = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(`SIG${signal}`);
    await ended;
  };
  const start = async () => {
    const [command, args] = serverCommand(join(programs, 'postgres'), ['-D', data, ...settings]);
    server = spawn(command, args, { cwd: directory, stdio: 'ignore' });
    await answers(url);
  };
  await start();
  return {
    url,
    port,
    directory,
    start,
    kill: () => stop('KILL'),
    async destroy() {
      await stop('INT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The role that owns the databases of tests: no superuser, so that row-level security holds. */
export const hubRole = 'hub';

export function createHubRole(serverUrl: string): Promise<void> {
  return onServer(serverUrl, `create role "${hubRole}" login nosuperuser`);
}

/**
 * Makes a database, as a copy of another if one is named, and returns its url.
 *
 * @param owner who it belongs to and whom the url names; the superuser unless given
 */
export async function createDatabase(
  serverUrl: string,
  name: string,
  template = 'template1',
  owner?: string,
): Promise<string> {
  const ownership = owner === undefined ? '' : ` owner "${owner}"`;
  await onServer(serverUrl, `create database "${name}"${ownership} template "${template}"`);
  return databaseUrl(serverUrl, name, owner);
}

/** The same server, another database; as the superuser of tests unless somebody else is named. */
export function databaseUrl(serverUrl: string, name: string, role?: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  if (role !== undefined) url.username = role;
  return url.href;
}

export function dropDatabase(serverUrl: string, name: string): Promise<void> {
  return onServer(serverUrl, `drop database if exists "${name}" with (force)`);
}

/** Runs one statement on the server. */
export async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Runs as a user the server accepts, and dies with this process, however that dies. */
function serverCommand(program: string, args: readonly string[]): [string, string[]] {
  const user = ['--reuid=postgres', '--regid=postgres', '--init-groups'];
  return ['setpriv', [...(isRoot() ? user : []), '--pdeathsig=INT', program, ...args]];
}

function asServerUser(program: string, args: readonly string[], cwd: string): void {
  const [command, all] = serverCommand(program, args);
  execFileSync(command, all, { cwd, stdio: 'ignore' });
}

function sparePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt >= 200) throw error;
      await pause(50);
    }
  }
}

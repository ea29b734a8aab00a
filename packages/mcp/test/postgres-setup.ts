import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { openHub } from '../src/open-hub.ts';
import { systemClock } from '../src/pipeline/clock.ts';
import { createDatabase, createHubRole, hubRole, onServer, startPostgres } from './postgres.ts';

const template = 'mosaic_template';

/** Starts the server of the run, with a database that has the schema already; stops it at the end. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const home = mkdtempSync(join(tmpdir(), 'mosaic-template-'));
  try {
    await createHubRole(server.url);
    const url = await createDatabase(server.url, template, undefined, hubRole);
    const opened = await openHub({
      home,
      store: { kind: 'postgres', url },
      modules: [],
      clock: systemClock,
      logger: pino({ level: 'silent' }),
      version: '0.0.0-test',
      url: () => null,
    });
    await opened.close();
    await onServer(server.url, 'create table free_database (name text primary key, kind text)');
  } catch (error) {
    await server.destroy();
    throw error;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  project.provide('postgres', { serverUrl: server.url, template });
  return () => server.destroy();
}

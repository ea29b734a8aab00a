import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MosaicError } from '@mosaic/contract';
import type { StoreChoice } from '@mosaic/mcp';
import type { Session } from '../session.ts';

/** The database file of a home. */
const homeFile = 'hub.sqlite';

/**
 * The store a flag names: a PostgreSQL by its URL, a file by its path or `sqlite:PATH`, or the
 * home it is in. Without a flag the store of this installation.
 */
export function storePlace({ config, io }: Session, text: string | undefined): StoreChoice {
  if (text === undefined) return ownStore(config);
  if (/^postgres(ql)?:\/\//.test(text)) {
    if (!URL.canParse(text)) throw notAStore('the URL of a PostgreSQL is not complete');
    return { kind: 'postgres', url: text };
  }
  if (/^[a-z]+:\/\//.test(text)) throw notAStore('it names another kind of server');
  const path = resolve(io.cwd, text.replace(/^sqlite:/, ''));
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const isFile = !isFolder && /\.(sqlite|db)$/.test(path);
  return { kind: 'sqlite', file: isFile ? path : join(path, homeFile) };
}

function ownStore({ tier, databaseUrl, home }: Session['config']): StoreChoice {
  if (tier === 'local') return { kind: 'sqlite', file: join(home, homeFile) };
  if (databaseUrl !== null) return { kind: 'postgres', url: databaseUrl };
  throw new MosaicError(
    'invalid_input',
    'The tier standalone keeps its store in a PostgreSQL. Set DATABASE_URL, or name the store.',
  );
}

function notAStore(problem: string): MosaicError {
  return new MosaicError(
    'invalid_input',
    `This is no store: ${problem}. Name postgres://user:password@host:5432/mosaic, a file or a home.`,
  );
}

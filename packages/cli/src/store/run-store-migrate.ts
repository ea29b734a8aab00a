import { migrateStore } from '@mosaic/mcp';
import { storeMigrations } from '@mosaic/stack';
import { exitCode } from '../exit-code.ts';
import type { Session } from '../session.ts';
import { storePlace } from './store-place.ts';

/** Brings the schema up to date without starting a hub. */
export async function runStoreMigrate(
  session: Session,
  flags: { readonly store?: string },
): Promise<number> {
  const applied = await migrateStore(storePlace(session, flags.store), storeMigrations());
  if (session.isJson) session.printJson({ applied });
  else {
    const text = applied.length === 0 ? 'Nothing to do.' : `Applied: ${applied.join(', ')}`;
    session.terminal.print(text);
  }
  return exitCode.ok;
}

import { MosaicError } from '@mosaic/contract';
import type { Migration } from '../migrate.ts';
import type { RawStore } from './raw-store.ts';

/**
 * Gives an empty store the schema of these steps: that of the origin, not necessarily the newest.
 * What is newer is applied when a hub opens it, to the rows that came.
 *
 * @throws `precondition_failed` when a newer version made the origin
 */
export async function prepareSchema(
  store: RawStore,
  migrations: readonly Migration[],
  applied: readonly string[],
): Promise<void> {
  const known = new Set(migrations.map(({ name }) => name));
  const foreign = applied.filter((name) => !known.has(name));
  if (applied.length === 0) {
    throw new MosaicError(
      'precondition_failed',
      'The origin has no schema: no hub ever opened it.',
    );
  }
  if (foreign.length > 0) {
    throw new MosaicError(
      'precondition_failed',
      `The origin was written by a newer version (it has ${foreign.join(', ')}). Use that version.`,
    );
  }
  const wanted = new Set(applied);
  await store.migrate(migrations.filter(({ name }) => wanted.has(name)));
}

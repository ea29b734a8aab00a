import { createHmac, timingSafeEqual } from 'node:crypto';
import { MosaicError } from '@mosaic/contract';
import type { Kysely } from 'kysely';
import type { LocalSecrets } from '../modules/identity/token-files.ts';
import type { Clock } from '../pipeline/clock.ts';
import type { Store } from '../store/store.ts';
import { clusterLimits } from './limits.ts';
import type { ClusterTables } from './tables.ts';

/**
 * Finds out which installation the store belongs to; the first node names it. The name keeps
 * installations apart that share a bus.
 *
 * All nodes must have the same secrets, or a token of one would be foreign to the next. The
 * store keeps a check value of them, from which they cannot be found out. New secrets are
 * accepted while no node is running.
 *
 * @throws `precondition_failed` when running nodes have other secrets
 */
export async function enterInstallation(
  store: Store,
  secrets: LocalSecrets,
  clock: Clock,
): Promise<string> {
  const check = checkValue(secrets);
  return store.write(async (writer) => {
    const tables: Kysely<ClusterTables> = writer;
    const known = await tables.selectFrom('installation').selectAll().executeTakeFirst();
    if (known === undefined) {
      const id = clock.newId('node').replace('nod_', 'ins_');
      await tables.insertInto('installation').values({ id, secrets_check: check }).execute();
      return id;
    }
    if (isSame(known.secrets_check, check)) return known.id;
    const running = await tables
      .selectFrom('node')
      .select('name')
      .where('last_beat_at', '>=', clock.now() - clusterLimits.aliveMs)
      .execute();
    if (running.length > 0) {
      const names = running.map(({ name }) => name).join(', ');
      throw new MosaicError(
        'precondition_failed',
        `This node has other secrets than the ones running on this database (${names}). Give all nodes the same file: MOSAIC_SECRET_FILE.`,
      );
    }
    await tables.updateTable('installation').set({ secrets_check: check }).execute();
    return known.id;
  });
}

function checkValue({ ownerToken, runnerToken, key }: LocalSecrets): string {
  return createHmac('sha256', key)
    .update(`mosaic installation\n${ownerToken}\n${runnerToken}`)
    .digest('hex');
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

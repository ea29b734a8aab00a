import type { Manifest } from './manifest.ts';
import type { RawStore } from './raw-store.ts';

/** The last event and the last audit record of a store. */
export async function readHeads(store: RawStore): Promise<Manifest['heads']> {
  const [event] = await store.run('select coalesce(max(seq), 0) as seq from event');
  const [audit] = await store.run('select seq, hash from audit order by seq desc limit 1');
  return {
    event: Number(event?.seq ?? 0),
    audit: { seq: Number(audit?.seq ?? 0), hash: String(audit?.hash ?? '') },
  };
}

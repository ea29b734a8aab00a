import { rowsStatement } from '../../store/sized-statement.ts';
import type { Reader, Writer } from '../../store/store.ts';
import type { KeyState } from './rules.ts';

interface KeyRow {
  key: string;
  version: number | null;
  bytes: number | null;
  expires_at: number | null;
  last_version: number;
}

/** A key that is gone goes on counting: from its history, or from what that history left behind. */
const selectKeys = rowsStatement<KeyRow>(
  'state keys',
  2,
  1,
  (keys) => `
    select wanted.column1 as key, entry.version, entry.bytes, entry.expires_at,
      coalesce(
        entry.version,
        (select max(version) from state_change
          where tenant = $1 and namespace = $2 and key = wanted.column1),
        (select version_floor from state_namespace where tenant = $1 and namespace = $2),
        0
      ) as last_version
    from (values ${keys.map((key) => `(cast(${key} as text))`).join(', ')}) as wanted
    left join state_entry as entry
      on entry.tenant = $1 and entry.namespace = $2 and entry.key = wanted.column1`,
);

/** What the store knows of these keys, in one statement. */
export async function loadKeys(
  store: Reader | Writer,
  tenant: string,
  namespace: string,
  keys: Iterable<string>,
): Promise<ReadonlyMap<string, KeyState>> {
  const wanted = [...new Set(keys)].map((key) => [key]);
  const rows = await selectKeys.all(store, [tenant, namespace], wanted);
  return new Map(
    rows.map((row) => [
      row.key,
      {
        key: row.key,
        lastVersion: row.last_version,
        isStored: row.version !== null,
        bytes: row.bytes ?? 0,
        expiresAt: row.expires_at,
      },
    ]),
  );
}

/** The state of a key that {@link loadKeys} was asked for. */
export function stateOf(states: ReadonlyMap<string, KeyState>, key: string): KeyState {
  const state = states.get(key);
  if (!state) throw new Error(`The key ${key} was not loaded`);
  return state;
}

import type { Committed } from '../history.ts';
import { violate } from '../violation.ts';
import type { Watch } from '../world.ts';

/** One key as the committed commands left it. */
interface Known {
  readonly version: number;
  readonly exists: boolean;
}

/** The versions of keys as they follow from the commands alone. */
export interface StateModel {
  readonly watch: Watch;
  /** The version of a key as of this moment; 0 when it does not exist. */
  versionOf(key: string): number;
  /** Changes in the order they were committed, as a watcher must be told of them. */
  readonly changes: readonly { readonly key: string; readonly revision: number }[];
}

/**
 * Compare-and-set is kept: a write on condition is accepted only on the very version it names,
 * versions grow, and revisions follow each other without a gap.
 */
export function stateModel(): StateModel {
  const keys = new Map<string, Known>();
  const changes: { key: string; revision: number }[] = [];
  const versionOf = (key: string) => {
    const known = keys.get(key);
    return known?.exists ? known.version : 0;
  };
  const require_ = (key: string, version: number, operation: string) => {
    if (versionOf(key) === version) return;
    violate(
      `${operation} of ${key} at version ${version} was accepted at version ${versionOf(key)}`,
    );
  };
  const change = ({ key, version, revision }: Receipt, exists: boolean) => {
    const last = keys.get(key)?.version ?? 0;
    if (version <= last) violate(`${key} got version ${version} after ${last}`);
    const lastRevision = changes.at(-1)?.revision ?? 0;
    if (revision !== lastRevision + 1) violate(`revision ${revision} follows ${lastRevision}`);
    keys.set(key, { version, exists });
    changes.push({ key, revision });
  };
  const apply = ({ operation, input, output }: Committed) => {
    if (operation === 'state.set' || operation === 'state.delete') {
      const { key, ifVersion } = input as { key: string; ifVersion?: number };
      if (ifVersion !== undefined) require_(key, ifVersion, operation);
      change(output as Receipt, operation === 'state.set');
    } else if (operation === 'state.transact') {
      const { conditions, writes } = input as TransactLike;
      for (const { key, version } of conditions) require_(key, version, operation);
      const kinds = new Map(writes.map(({ key, kind }) => [key, kind]));
      for (const receipt of (output as { changes: Receipt[] }).changes) {
        change(receipt, kinds.get(receipt.key) === 'set');
      }
    }
  };
  return { watch: (commands) => commands.forEach(apply), versionOf, changes };
}

interface Receipt {
  readonly key: string;
  readonly version: number;
  readonly revision: number;
}
interface TransactLike {
  readonly conditions: readonly { readonly key: string; readonly version: number }[];
  readonly writes: readonly { readonly key: string; readonly kind: 'set' | 'delete' }[];
}

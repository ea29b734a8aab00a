/** Who waits: tenants take turns, and the callers of a tenant take turns within its turns. */
export interface Caller {
  readonly tenant: string;
  readonly name: string;
}

/** Entries of many callers, each in its order, served in turns. */
export interface FairQueue<Entry> {
  readonly size: number;
  /** Callers that wait. */
  readonly callers: number;
  push(caller: Caller, entry: Entry): void;
  /** The entry whose turn it is; undefined when nothing waits. */
  shift(): Entry | undefined;
  sizeOf(caller: Caller): number;
  /** Removes and returns what `isOver`, oldest first; each caller's entries are in order of age. */
  removeWhile(isOver: (entry: Entry) => boolean): Entry[];
}

/**
 * Round robin in two levels. A caller that sends a thousand calls waits behind its own; one that
 * sends a single call is served in the next round.
 */
export function createFairQueue<Entry>(): FairQueue<Entry> {
  // A map keeps the order of insertion: its first key has the next turn and then goes to the end.
  const tenants = new Map<string, Map<string, Entry[]>>();
  let size = 0;
  let callers = 0;

  const drop = (tenant: string, name: string): void => {
    const names = tenants.get(tenant);
    names?.delete(name);
    callers -= 1;
    if (names?.size === 0) tenants.delete(tenant);
  };
  return {
    get size() {
      return size;
    },
    get callers() {
      return callers;
    },
    push({ tenant, name }, entry) {
      const names = tenants.get(tenant) ?? new Map<string, Entry[]>();
      const entries = names.get(name) ?? [];
      if (entries.length === 0) callers += 1;
      entries.push(entry);
      names.set(name, entries);
      tenants.set(tenant, names);
      size += 1;
    },
    shift() {
      for (const [tenant, names] of tenants) {
        for (const [name, entries] of names) {
          const entry = entries.shift();
          size -= 1;
          names.delete(name);
          tenants.delete(tenant);
          if (entries.length > 0) names.set(name, entries);
          else callers -= 1;
          if (names.size > 0) tenants.set(tenant, names);
          return entry;
        }
      }
      return undefined;
    },
    sizeOf: ({ tenant, name }) => tenants.get(tenant)?.get(name)?.length ?? 0,
    removeWhile(isOver) {
      const removed: Entry[] = [];
      for (const [tenant, names] of [...tenants]) {
        for (const [name, entries] of [...names]) {
          const kept = entries.findIndex((entry) => !isOver(entry));
          const gone = entries.splice(0, kept === -1 ? entries.length : kept);
          removed.push(...gone);
          size -= gone.length;
          if (entries.length === 0) drop(tenant, name);
        }
      }
      return removed;
    },
  };
}

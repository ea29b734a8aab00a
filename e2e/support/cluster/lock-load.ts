import { operations } from '@mosaic/contract';
import { answered, breathe, inParallel, isCode, type Load, type LoadScope } from './load.ts';

const lockId = 'cluster:trial';
const ttlMs = 4_000;

/** Somebody certainly had the lock from `from` to `to`. */
interface Held {
  readonly owner: string;
  readonly fencingToken: number;
  readonly from: number;
  to: number;
}

/** Clients take turns with one exclusive lock. */
export function createLockLoad(scope: LoadScope, clients: number): Load {
  const held: Held[] = [];
  let lapsed = 0;
  const use = async (at: number) => {
    const client = scope.client(at);
    const owner = `client-${at}`;
    while (!scope.stopping.aborted) {
      const asked = await answered(scope, () =>
        client.call(operations.acquireLock, {
          owner,
          locks: [{ lockId, capacity: 1 }],
          ttlMs,
          waitMs: 1_000,
        }),
      ).catch((error: unknown) => (isCode(error, 'conflict', 'lease_lost') ? null : null));
      const hold = asked?.value.hold;
      if (!asked || !hold) {
        if (asked) await leave(at, asked.value.ticket);
        continue;
      }
      // Its time began no earlier than the call; it is over at the latest when released.
      const end = asked.from + ttlMs;
      const period = { owner, fencingToken: hold.fencingToken, from: asked.to, to: asked.to };
      await breathe(scope.random() * 60);
      period.to = Math.min(end, performance.now());
      if (period.to > period.from) held.push(period);
      await leave(at, hold.id);
      await breathe(20);
    }
  };
  const leave = async (at: number, holdId: string) => {
    await answered(scope, () => scope.client(at).call(operations.releaseLock, { holdId })).catch(
      (error: unknown) => {
        isCode(error, 'lease_lost');
        lapsed += 1;
      },
    );
  };
  return {
    name: 'locks',
    run: () => inParallel(clients, use),
    figures: () => ({ held: held.length, lapsed }),
    async problems() {
      const problems: string[] = [];
      const inOrder = held.toSorted((left, right) => left.from - right.from);
      for (const [at, next] of inOrder.entries()) {
        const before = inOrder[at - 1];
        if (before === undefined) continue;
        if (before.to > next.from)
          problems.push(`${before.owner} and ${next.owner} held it at once`);
        if (before.fencingToken >= next.fencingToken) problems.push('a fencing token went back');
      }
      return problems;
    },
  };
}

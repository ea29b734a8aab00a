import type { Hold, Lock, LockHolder, LockWaiter } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showHold(hold: Hold, view: View): string {
  return facts(
    [
      ['Hold', hold.id],
      ['Owner', hold.owner],
      ['Locks', hold.locks.map(({ lockId, count }) => `${lockId} (${count})`).join(', ')],
      ['Fencing token', String(hold.fencingToken)],
      ['Ends', hold.expiresAt],
    ],
    view,
  );
}

const lockColumns: readonly Column<Lock>[] = [
  { title: 'LOCK', text: (lock) => lock.id, isFlexible: true },
  { title: 'IN USE', text: (lock) => `${lock.inUse} of ${lock.capacity}`, isRight: true },
  { title: 'WAITING', text: (lock) => String(lock.waiting), isRight: true },
];

const holderColumns: readonly Column<LockHolder>[] = [
  { title: 'HOLD', text: (holder) => holder.holdId },
  { title: 'OWNER', text: (holder) => holder.owner, isFlexible: true },
  { title: 'UNITS', text: (holder) => String(holder.count), isRight: true },
  { title: 'TOKEN', text: (holder) => String(holder.fencingToken), isRight: true },
  { title: 'ENDS', text: (holder) => holder.expiresAt },
];

const waiterColumns: readonly Column<LockWaiter>[] = [
  { title: 'TICKET', text: (waiter) => waiter.ticket },
  { title: 'OWNER', text: (waiter) => waiter.owner, isFlexible: true },
  { title: 'UNITS', text: (waiter) => String(waiter.count), isRight: true },
  { title: 'PRIORITY', text: (waiter) => String(waiter.priority), isRight: true },
  { title: 'SINCE', text: (waiter) => waiter.waitingSince },
];

export const lockRenderers = {
  acquireLock: ({ hold, ticket, isWaiting }, view) => {
    if (hold !== null) return showHold(hold, view);
    return isWaiting
      ? `Waiting. Go on with: --ticket ${ticket}`
      : 'Not free. Wait for it with --wait-ms.';
  },
  renewLock: showHold,
  releaseLock: ({ holdId }) => `${holdId} is over.`,
  breakLock: ({ holdId }) => `${holdId} is over.`,
  checkLock: ({ isValid, holder }) =>
    isValid ? `valid until ${holder?.expiresAt}` : 'not valid: refuse what it protects',
  listLocks: listRenderer('locks', lockColumns),
  showLock: (lock, view) =>
    [
      facts(
        [
          ['Lock', lock.id],
          ['In use', `${lock.inUse} of ${lock.capacity}`],
          ['Waiting', String(lock.waiting)],
        ],
        view,
      ),
      ...(lock.holders.length > 0 ? ['', table(lock.holders, holderColumns, view)] : []),
      ...(lock.waiters.length > 0 ? ['', table(lock.waiters, waiterColumns, view)] : []),
    ].join('\n'),
} satisfies Renderers;

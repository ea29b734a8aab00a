import { MosaicError } from '@mosaic/contract';
import type { LockBook } from './lock-book.ts';
import type { AcquireInput } from './shares.ts';

/**
 * Settles how many units each wanted lock has. Whoever comes while it is idle decides; while it is
 * in use everybody must mean the same.
 */
export function agreeOnCapacities(book: LockBook, locks: AcquireInput['locks']): void {
  const seen = new Set<string>();
  for (const [index, { lockId, count, capacity }] of locks.entries()) {
    if (seen.has(lockId)) {
      throw invalid(`locks.${index}.lockId`, 'is named twice', `${lockId} is named twice`);
    }
    seen.add(lockId);
    const line = book.line(lockId);
    const isIdle = line.inUse === 0 && line.waiting === 0;
    if (isIdle) line.capacity = capacity ?? 1;
    if (capacity !== undefined && capacity !== line.capacity) {
      throw new MosaicError(
        'conflict',
        `The lock ${lockId} is in use with a capacity of ${line.capacity}, not ${capacity}. Agree on one, or wait until it is idle.`,
        { details: { reason: 'capacity', lockId, capacity: line.capacity } },
      );
    }
    if (count > line.capacity) {
      const problem = `must be at most ${line.capacity}, the capacity`;
      throw invalid(`locks.${index}.count`, problem, `${count} units of ${lockId} are too many`);
    }
  }
}

function invalid(field: string, problem: string, what: string): MosaicError {
  return new MosaicError('invalid_input', `lock.acquire: ${what}: ${field} ${problem}.`, {
    details: { fields: [{ field, problem }] },
  });
}

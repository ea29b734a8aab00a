import { limits } from '@mosaic/contract';

/**
 * Order of a task in its lane, the smallest first.
 *
 * One step of priority is worth `limits.ageMs` of waiting. Since both count on one line the
 * order never changes while tasks wait: an index keeps it, and whatever waits long enough
 * comes before everything that is submitted later.
 */
export function rankOf(availableAt: number, priority: number): number {
  return availableAt - priority * limits.ageMs;
}

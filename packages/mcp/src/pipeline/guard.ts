import type { Writer } from '../store/store.ts';

/**
 * Looks, inside the transaction of a command and before anything else, whether the
 * caller may still act; throws when it may not, and then nothing is written.
 *
 * This is where fencing happens: who slept through its lease is refused by the store's
 * own order of transactions, not by a clock.
 */
export type Guard = (store: Writer) => Promise<void>;

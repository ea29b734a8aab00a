import { z } from 'zod';
import { limits } from '../limits.ts';

/** An instant at the doors: UTC, ISO 8601. */
export const Instant = z.iso.datetime();
/** A full git object id (SHA-1 or SHA-256). */
export const CommitId = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a full commit id');
/** Tokens are whole numbers; "unknown" is null, never 0. */
export const Tokens = z.int().min(0);
/** Grows by one with every lease of a task; a smaller one is refused everywhere. */
export const FencingToken = z.int().min(1);
/** A name people type: letters, digits, dot, dash, underscore, slash inside. */
export const ShortName = z.string().trim().min(1).max(120);

/** One page: at most `limit` items after the opaque `cursor`. */
export const PageInput = {
  limit: z.coerce.number().int().min(1).max(limits.pageSizeMax).default(limits.pageSizeDefault),
  cursor: z.string().max(200).optional(),
};

/** A page of `item`s; `nextCursor` is null on the last one. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

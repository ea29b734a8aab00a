import type { Operation } from '@mosaic/contract';

/** Items one at a time, for who has no use for several together. */
export async function* oneByOne(
  batches: AsyncIterable<readonly unknown[]>,
): AsyncIterable<unknown> {
  for await (const batch of batches) yield* batch;
}

/** Holds items to the output of their operation. */
export type BatchCheck = (operation: Operation, items: readonly unknown[]) => readonly unknown[];

/**
 * Checks each item once, however many streams hand it on.
 *
 * A thousand readers of one stream share their items. Equal arrays come out as equal arrays, so
 * that a door can do its own work once as well.
 */
export function createBatchCheck(): BatchCheck {
  const checked = new WeakMap<Operation, WeakMap<object, unknown>>();
  return (operation, items) => {
    const known = checked.get(operation) ?? new WeakMap<object, unknown>();
    checked.set(operation, known);
    const once = <Out>(value: object, check: () => Out): Out => {
      if (!known.has(value)) known.set(value, check());
      return known.get(value) as Out;
    };
    const check = (item: unknown) => operation.output.parse(item);
    return once(items, () =>
      items.map((item) =>
        typeof item === 'object' && item !== null ? once(item, () => check(item)) : check(item),
      ),
    );
  };
}

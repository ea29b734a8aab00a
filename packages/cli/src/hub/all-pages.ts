import type { Client } from '@mosaic/client';
import type { Operation, OperationOutput, OperationRawInput } from '@mosaic/contract';
import { limits } from '../limits.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

type ItemOf<Op extends Operation> = OperationOutput<Op> extends Page<infer Item> ? Item : never;

/** All items of a list, up to the lookup limit; stops early once `isEnough` says so. */
export async function allPages<Op extends Operation>(
  client: Client,
  operation: Op,
  input: OperationRawInput<Op>,
  isEnough: (items: readonly ItemOf<Op>[]) => boolean = () => false,
): Promise<ItemOf<Op>[]> {
  const items: ItemOf<Op>[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < limits.lookupPagesMax; page += 1) {
    const query: OperationRawInput<Op> = {
      ...input,
      limit: 500,
      ...(cursor === null ? {} : { cursor }),
    };
    const answer = (await client.call(operation, query)) as Page<ItemOf<Op>>;
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null || isEnough(items)) break;
  }
  return items;
}

import type { TestHub } from './test-hub.ts';

/** Every row of every table, to show that a refusal wrote nothing. */
export async function storeContents({ store }: TestHub): Promise<Record<string, unknown[]>> {
  const tables = await store.reader.introspection.getTables();
  const contents: Record<string, unknown[]> = {};
  for (const { name } of tables) {
    contents[name] = await store.reader.selectFrom(name).selectAll().execute();
  }
  return contents;
}

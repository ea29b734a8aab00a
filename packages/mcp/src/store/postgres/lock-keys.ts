import type { Client } from 'pg';

/** First halves of our advisory locks; the second says which schema. */
const writerClass = 1_297_045_313;
const migrationClass = 1_297_045_314;

export interface LockKeys {
  /** Held by the one transaction that writes, in the whole cluster. */
  readonly writer: string;
  /** Held by the one node that changes the schema. */
  readonly migration: string;
}

/** Names of the locks as SQL; installations in different schemas don't wait for each other. */
export async function lockKeys(client: Client): Promise<LockKeys> {
  const { rows } = await client.query(
    "select hashtext(coalesce(current_schema(), '')) as schema_key",
  );
  const schemaKey = Number(rows[0]?.schema_key);
  return {
    writer: `${writerClass}, ${schemaKey}`,
    migration: `${migrationClass}, ${schemaKey}`,
  };
}

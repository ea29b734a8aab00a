import { Client } from 'pg';
import { afterAll, inject } from 'vitest';
import { createDatabase, databaseUrl, hubRole } from './postgres.ts';

// Databases of the run that are free again, by what was in them: to empty one takes milliseconds,
// to make one half a second. The list is made by the set-up of the run.
const takeOne = `delete from free_database where name = (
  select name from free_database where kind = $1 limit 1 for update skip locked) returning name`;
const giveOne = 'insert into free_database (name, kind) values ($1, $2)';

/** Every row that is not a record of the schema, and every number counted up, goes. */
const empty = `do $$ declare it record; begin
  set local session_replication_role = replica;
  for it in select relname, relkind from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'S') and relname <> 'migration'
  loop
    if it.relkind = 'r' then execute format('delete from %I', it.relname);
    else perform setval(format('%I', it.relname)::regclass, 1, false);
    end if;
  end loop;
end $$`;
const dropAll = 'drop schema public cascade; create schema public authorization pg_database_owner';

let admin: Promise<Client> | undefined;
let counter = 0;
afterAll(async () => {
  const client = await admin;
  admin = undefined;
  await client?.end();
});

function onAdmin(): Promise<Client> {
  admin ??= connect(inject('postgres').serverUrl);
  return admin;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
}

/** @param kind what is in it besides the schema of the template; `empty` has not even that */
export async function takeDatabase(kind: string): Promise<TestDatabase> {
  const { serverUrl, template } = inject('postgres');
  const client = await onAdmin();
  const { rows } = await client.query(takeOne, [kind]);
  if (rows.length > 0)
    return { name: rows[0].name, url: databaseUrl(serverUrl, rows[0].name, hubRole) };
  counter += 1;
  const name = `test_${process.pid}_${process.env.VITEST_POOL_ID ?? 0}_reused_${counter}`;
  const from = kind === 'empty' ? undefined : template;
  const url = await createDatabase(serverUrl, name, from, hubRole);
  return { name, url };
}

/** Empties it for the next test; nothing may be connected to it any more. */
export async function giveDatabaseBack({ name }: TestDatabase, kind: string): Promise<void> {
  const client = await connect(databaseUrl(inject('postgres').serverUrl, name));
  await client.query(kind === 'empty' ? dropAll : empty);
  await client.end();
  await (await onAdmin()).query(giveOne, [name, kind]);
}

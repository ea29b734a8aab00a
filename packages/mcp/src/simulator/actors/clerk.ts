import { operations } from '@mosaic/contract';
import type { StateModel } from '../checks/state.ts';
import type { SimulatedClient } from '../simulated-client.ts';
import { violate } from '../violation.ts';

export const stateNamespace = 'simulated';
const counters = ['counter/a', 'counter/b'];
const accounts = ['account/left', 'account/right'];

/** What clerks together must find at the end. */
export interface Books {
  /** Increments that were acknowledged, by counter. */
  readonly counted: Map<string, number>;
}

/** Counts, moves money between accounts and reads, as many times as it was told. */
export async function runClerk(
  client: SimulatedClient,
  { model, books, turns }: { model: StateModel; books: Books; turns: number },
): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) {
    const act = client.random.pick([count, count, transfer, look]);
    await act(client, model, books);
    await client.sleep(client.random.between(20, 1_500));
  }
}

/** Adds one, however often others are quicker. */
async function count(client: SimulatedClient, model: StateModel, books: Books): Promise<void> {
  const key = client.random.pick(counters);
  for (;;) {
    const { value, version } = await read(client, model, key);
    const added = await client.call(operations.setState, {
      namespace: stateNamespace,
      key,
      value: value + 1,
      ifVersion: version,
    });
    if (added.ok) {
      books.counted.set(key, (books.counted.get(key) ?? 0) + 1);
      return;
    }
    if (added.code !== 'conflict') violate(`${client.name} could not count: ${added.code}`);
  }
}

/** Moves one from account to account; together they never change. */
async function transfer(client: SimulatedClient, model: StateModel): Promise<void> {
  const [from, to] = await Promise.all(accounts.map((key) => read(client, model, key)));
  if (!from || !to) return;
  const [left = '', right = ''] = accounts;
  const moved = await client.call(operations.transactState, {
    namespace: stateNamespace,
    conditions: [
      { key: left, version: from.version },
      { key: right, version: to.version },
    ],
    writes: [
      { kind: 'set', key: left, value: from.value - 1 },
      { kind: 'set', key: right, value: to.value + 1 },
    ],
  });
  if (!moved.ok && moved.code !== 'conflict')
    violate(`${client.name} could not move: ${moved.code}`);
}

async function look(client: SimulatedClient, model: StateModel): Promise<void> {
  await read(client, model, client.random.pick([...counters, ...accounts]));
}

/** What is read is never older than what was committed before it was asked for. */
async function read(
  client: SimulatedClient,
  model: StateModel,
  key: string,
): Promise<{ value: number; version: number }> {
  const before = model.versionOf(key);
  const found = await client.call(operations.getState, { namespace: stateNamespace, key });
  const version = found.ok ? found.output.version : 0;
  if (version < before)
    violate(`${client.name} read version ${version} of ${key}, after ${before}`);
  return { value: found.ok ? Number(found.output.value) : 0, version };
}

/** What the counters and accounts must show once all clerks are done. */
export function checkBooks(books: Books, values: ReadonlyMap<string, unknown>): void {
  for (const key of counters) {
    const expected = books.counted.get(key) ?? 0;
    const actual = Number(values.get(key) ?? 0);
    if (actual !== expected)
      violate(`${key} shows ${actual} after ${expected} acknowledged increments`);
  }
  const sum = accounts.reduce((total, key) => total + Number(values.get(key) ?? 0), 0);
  if (sum !== 0) violate(`the accounts add up to ${sum}, not 0`);
}

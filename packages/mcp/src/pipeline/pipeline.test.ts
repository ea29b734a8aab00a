import { operations } from '@mosaic/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesModule, entryOperations } from '../../test/entries-module.ts';
import { storeContents } from '../../test/store-contents.ts';
import { openTestHub, type TestHub } from '../../test/test-hub.ts';
import { hubLimits } from '../limits.ts';
import type { Call } from './backbone.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub([entriesModule]);
});
afterEach(() => hub.destroy());

type Change = Partial<Omit<Call, 'operation' | 'input'>>;

const call = (operation: string, input: unknown, change: Change = {}) =>
  hub.hub.call({ operation, input, token: hub.owner, surface: 'rest', ...change });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.unreachable(),
    (error: Error) => error,
  );
const auditOf = async () => {
  const { items } = await hub.hub.system('test').call(operations.listAudit, {});
  return items.map((item) => `${item.principal} ${item.operation} ${item.outcome}`);
};
const useUpTheRate = async (token: string) => {
  for (let index = 0; index < hubLimits.callsBurst; index += 1) {
    await call('task.list', {}, { token });
  }
};

describe('the order of steps', () => {
  const bad = { text: '' };

  it('authenticates before it says anything about the call', async () => {
    for (const token of [null, '', 'wrong', 'mst.a.b']) {
      expect(await codeOf(call('entry.own', bad, { token }))).toBe('unauthenticated');
      expect(await codeOf(call('no.such', {}, { token }))).toBe('unauthenticated');
      const opened = hub.hub.stream({ operation: 'entry.watch', input: {}, token, surface: 'mcp' });
      expect(await codeOf(opened)).toBe('unauthenticated');
    }
  });

  it('authorises before it looks at the rate, and the rate before the input', async () => {
    await useUpTheRate(hub.runner);
    const token = hub.runner;
    expect(await codeOf(call('entry.own', bad, { token }))).toBe('forbidden');
    expect(await codeOf(call('entry.add', bad, { token }))).toBe('rate_limited');
    expect(await codeOf(call('entry.add', bad))).toBe('invalid_input');
    hub.clock.advance(1_000);
    expect(await codeOf(call('entry.add', bad, { token }))).toBe('invalid_input');
  });

  it('validates before it looks for the answer of an idempotency key', async () => {
    const change = { idempotencyKey: 'k' };
    await call('entry.add', { text: 'a' }, change);
    expect(await codeOf(call('entry.add', bad, change))).toBe('invalid_input');
    expect(await codeOf(call('entry.add', { text: 'bug' }, change))).toBe('idempotency_mismatch');
  });
});

describe('a refused call', () => {
  it.each([
    ['without a token', 'entry.add', { text: 'a' }, { token: null }, 'unauthenticated'],
    ['of nothing', 'no.such', {}, {}, 'not_found'],
    ['of an operation that is internal', 'entry.hide', { text: 'a' }, {}, 'not_found'],
    ['of an internal operation of the product', 'task.expire', {}, {}, 'not_found'],
    ['of a stream as a call', 'entry.watch', {}, {}, 'not_found'],
    ['with wrong input', 'entry.add', { text: 5 }, {}, 'invalid_input'],
    ['with a field too many', 'entry.add', { text: 'a', more: 1 }, {}, 'invalid_input'],
    ['by its handler after writing', 'entry.add', { text: 'refused' }, {}, 'conflict'],
    ['by a bug after writing', 'entry.add', { text: 'bug' }, {}, 'internal'],
    ['because its answer breaks the contract', 'entry.lie', { text: 'a' }, {}, 'internal'],
    ['with an inherited name', 'toString', {}, {}, 'not_found'],
  ])('%s writes nothing', async (_what, operation, input, change, code) => {
    const before = await storeContents(hub);
    const all = { ...change, idempotencyKey: 'k' };
    expect(await codeOf(call(operation, input, all))).toBe(code);
    expect(await storeContents(hub)).toEqual(before);
  });

  it('names every field that is wrong and none that is not', async () => {
    await expect(call('entry.add', { text: 5, more: 1, other: 2 })).rejects.toMatchObject({
      details: {
        fields: [
          { field: 'text', problem: expect.stringContaining('expected string') },
          { field: 'more', problem: 'is not a field of this operation' },
          { field: 'other', problem: 'is not a field of this operation' },
        ],
      },
    });
  });

  it('echoes no more than a bounded part of what it refused', async () => {
    const input = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`${index}${'x'.repeat(200)}`, 1]),
    );
    const error = await failureOf(call('entry.add', input));
    expect(JSON.stringify(error).length + error.message.length).toBeLessThan(10_000);
  });

  it('of a command is audited when permission was missing; of a query it is not', async () => {
    const token = hub.runner;
    const input = { text: 'denied', taskId: 'tsk_1' };
    expect(await codeOf(call('entry.own', input, { token }))).toBe('forbidden');
    expect(await codeOf(call('audit.list', {}, { token }))).toBe('forbidden');
    expect(await auditOf()).toEqual(['runner entry.own forbidden']);
    const { event, entry } = await storeContents(hub);
    expect({ event, entry }).toEqual({ event: [], entry: [] });
  });

  it('is audited also when its input cannot be walked', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(await codeOf(call('entry.own', deep, { token: hub.runner }))).toBe('forbidden');
    expect(await auditOf()).toEqual(['runner entry.own forbidden']);
  });

  it('fills the audit no faster than the rate allows', async () => {
    await useUpTheRate(hub.runner);
    const token = hub.runner;
    expect(await codeOf(call('entry.own', { text: 'a' }, { token }))).toBe('forbidden');
    expect(await auditOf()).toEqual([]);
  });
});

describe('a bug', () => {
  it('reaches the caller as a reference only', async () => {
    const error = await failureOf(call('entry.add', { text: 'bug' }));
    expect(error).toMatchObject({ code: 'internal', details: { reference: expect.any(String) } });
    expect(`${error.message}${JSON.stringify(error)}${error.cause}`).not.toContain('secret');
  });

  it('inside a stream does too', async () => {
    const items = await hub.hub.stream({
      operation: 'entry.watch',
      input: {},
      token: hub.owner,
      surface: 'rest',
    });
    const error = await failureOf(Array.fromAsync(items));
    expect(error).toMatchObject({ code: 'internal', details: { reference: expect.any(String) } });
    expect(error.message).not.toContain('secret');
  });
});

describe('a command that ends well', () => {
  it('leaves row, event, audit record and answer together', async () => {
    await call('entry.add', { text: 'a' }, { idempotencyKey: 'k' });
    const contents = await storeContents(hub);
    expect(contents).toMatchObject({
      entry: [{ text: 'a' }],
      event: [{ type: 'task.changed', data: '{"text":"a"}' }],
      audit: [{ principal: 'owner', operation: 'entry.add', outcome: 'ok', target: 'a' }],
      idempotent_answer: [{ principal: 'owner', operation: 'entry.add', key: 'k' }],
    });
  });

  it('wakes others only once what it wrote can be read', async () => {
    const seen: Promise<unknown>[] = [];
    const look = () => seen.push(hub.store.reader.selectFrom('entry').selectAll().execute());
    hub.hub.hints.listen('entries', look);
    hub.hub.hints.listen('events', look);
    await call('entry.add', { text: 'a' });
    expect(await Promise.all(seen)).toEqual([[{ text: 'a' }], [{ text: 'a' }]]);
  });

  it('wakes nobody when it ended badly', async () => {
    let woken = 0;
    hub.hub.hints.listen('entries', () => {
      woken += 1;
    });
    await codeOf(call('entry.add', { text: 'refused' }));
    await codeOf(call('entry.add', { text: 'bug' }));
    expect(woken).toBe(0);
  });

  it('is audited once, however many commands it called, under the name of who called', async () => {
    await call('entry.nest', { text: 'a' });
    expect(await auditOf()).toEqual(['owner entry.nest ok']);
    expect((await storeContents(hub)).event).toHaveLength(1);
  });

  it('is not audited when it says that nobody asks for it', async () => {
    await call('entry.touch', { text: 'a' });
    expect(await auditOf()).toEqual([]);
    expect((await storeContents(hub)).entry).toHaveLength(1);
  });
});

describe('internal operations', () => {
  it('are in no list of a door, and open to the hub itself', async () => {
    expect(hub.hub.operations.filter(({ internal }) => internal)).toEqual([]);
    const output = await hub.hub.system('test').call(entryOperations.hidden, { text: 'a' });
    expect(output).toEqual({ text: 'a' });
  });

  it('of the product are refused one by one', async () => {
    const internal = Object.values(operations).filter((operation) => 'internal' in operation);
    expect(internal.length).toBeGreaterThan(5);
    for (const { name, example } of internal) {
      expect(await codeOf(call(name, example))).toBe('not_found');
    }
  });
});

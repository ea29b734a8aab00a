import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesModule } from '../../test/entries-module.ts';
import { storeContents } from '../../test/store-contents.ts';
import { openTestHub, type TestHub } from '../../test/test-hub.ts';

let hub: TestHub;
beforeEach(async () => {
  hub = await openTestHub([entriesModule]);
});
afterEach(() => hub.destroy());

const add = (text: string, idempotencyKey: string, token = hub.owner) =>
  hub.hub.call({ operation: 'entry.add', input: { text }, token, surface: 'rest', idempotencyKey });
const texts = async () =>
  (await storeContents(hub)).entry?.map((row) => (row as { text: string }).text);

describe('a repeated idempotency key', () => {
  it('gets the first answer, and nothing happens twice', async () => {
    const first = await add('a', 'k');
    const after = await storeContents(hub);
    expect(await add('a', 'k')).toEqual(first);
    expect(await storeContents(hub)).toEqual(after);
  });

  it('counts as the same call when both come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => add('a', 'k')));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await texts()).toEqual(['a']);
  });

  it('is refused with another input', async () => {
    await add('a', 'k');
    await expect(add('b', 'k')).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    expect(await texts()).toEqual(['a']);
  });

  it('belongs to who used it, and to the operation', async () => {
    await add('a', 'k');
    await add('b', 'k', hub.runner);
    await hub.hub.call({
      operation: 'entry.touch',
      input: { text: 'c' },
      token: hub.owner,
      surface: 'mcp',
      idempotencyKey: 'k',
    });
    expect(await texts()).toEqual(['a', 'b', 'c']);
  });

  it('may be used again after a failure, which is no answer', async () => {
    await expect(add('refused', 'k')).rejects.toMatchObject({ code: 'conflict' });
    await expect(add('refused', 'k')).rejects.toMatchObject({ code: 'conflict' });
    await add('a', 'k');
    expect(await texts()).toEqual(['a']);
  });

  it('is forgotten after a day', async () => {
    await add('a', 'k');
    hub.clock.advance(24 * 3_600_000 + 1);
    await add('b', 'other');
    await add('c', 'k');
    expect(await texts()).toEqual(['a', 'b', 'c']);
  });

  it('does not make a waiting call answer with its first, empty look', async () => {
    const waiting = hub.hub.call({
      operation: 'entry.wait',
      input: { waitMs: 10_000 },
      token: hub.owner,
      surface: 'rest',
      idempotencyKey: 'k',
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await add('a', 'other');
    expect(await waiting).toEqual({ count: 1 });
  });
});

import { limits, operations } from '@mosaic/contract';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimedTask } from '../../../test/tasks.ts';
import { openTestHub, type TestHub } from '../../../test/test-hub.ts';

let hub: TestHub;
let held: { runId: string; fencingToken: number };
beforeEach(async () => {
  hub = await openTestHub();
  const { assignment } = await claimedTask(hub, 'MS-CQ-001');
  held = { runId: assignment.lease.runId, fencingToken: assignment.lease.fencingToken };
});
afterEach(() => hub.destroy());

const system = () => hub.hub.system('test');
const append = (offset: number, text: string) =>
  system().call(operations.appendRunLog, { ...held, offset, text });
const finish = (status: 'succeeded' | 'failed' = 'succeeded') =>
  system().call(operations.finishRun, {
    ...held,
    result: {
      usedTokens: null,
      notes: '',
      sandboxed: true,
      ...(status === 'succeeded'
        ? { status, commit: 'b'.repeat(40) }
        : { status, failure: { code: 'gate_failed', message: 'red' } }),
    },
  });
const wholeLog = async (charsMax = 1_000_000) => {
  let text = '';
  for (;;) {
    const input = { runId: held.runId, offset: text.length, charsMax };
    const chunk = await system().call(operations.runLogs, input);
    expect(chunk.offset).toBe(text.length);
    expect(chunk.text.length).toBeLessThanOrEqual(charsMax);
    if (chunk.text === '') return text;
    text += chunk.text;
  }
};

describe('the log of a run', () => {
  it('is what was appended, however it is cut for writing and for reading', async () => {
    const parts = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }), {
      maxLength: 10,
    });
    let expected = '';
    await fc.assert(
      fc.asyncProperty(parts, fc.integer({ min: 1, max: 100 }), async (texts, charsMax) => {
        for (const text of texts) {
          const { nextOffset } = await append(expected.length, text);
          // A zero is no text for PostgreSQL: both stores keep the sign for something unreadable.
          expected += text.replaceAll('\0', '\ufffd');
          expect(nextOffset).toBe(expected.length);
        }
        expect(await wholeLog(Math.max(charsMax, Math.ceil(expected.length / 20)))).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });

  it('takes the same part twice without doubling it', async () => {
    await append(0, 'one ');
    expect(await append(0, 'one ')).toEqual({ nextOffset: 4 });
    await append(4, 'two');
    expect(await append(0, 'one ')).toEqual({ nextOffset: 7 });
    expect(await wholeLog()).toBe('one two');
  });

  it('refuses a gap or an overlap and says where to go on', async () => {
    await append(0, 'one ');
    const conflict = { code: 'conflict', details: { nextOffset: 4 } };
    await expect(append(9, 'late')).rejects.toMatchObject(conflict);
    await expect(append(2, 'overlap')).rejects.toMatchObject(conflict);
    expect(await wholeLog()).toBe('one ');
  });

  it('takes nothing past its limit, and the run stays open', async () => {
    const chunk = 'x'.repeat(limits.logChunkCharsMax);
    let offset = 0;
    while (offset + chunk.length <= limits.runLogCharsMax) {
      offset = (await append(offset, chunk)).nextOffset;
    }
    await expect(append(offset, chunk)).rejects.toMatchObject({ code: 'too_large' });
    expect((await system().call(operations.showRun, { runId: held.runId })).status).toBe('running');
  });

  it('takes nothing from a run that is over', async () => {
    await finish();
    await expect(append(0, 'late')).rejects.toMatchObject({ code: 'lease_lost' });
  });

  it('takes nothing under another fencing token', async () => {
    const input = { ...held, fencingToken: held.fencingToken + 1, offset: 0, text: 'x' };
    const appended = system().call(operations.appendRunLog, input);
    await expect(appended).rejects.toMatchObject({ code: 'lease_lost' });
  });
});

describe('run.follow', () => {
  const follow = async (offset = 0) => {
    const call = {
      operation: 'run.follow',
      input: { runId: held.runId, offset },
      token: hub.owner,
    };
    const items = await hub.hub.stream({ ...call, surface: 'rest' });
    return Array.fromAsync(
      items as AsyncIterable<{ text: string; isEnd: boolean; offset: number }>,
    );
  };

  it('delivers all of the log once while it is written, and ends with the run', async () => {
    const followers = [follow()];
    let expected = '';
    for (let line = 0; line < 60; line += 1) {
      const text = `line ${line}\n`;
      await append(expected.length, text);
      expected += text;
      if (line % 20 === 0) followers.push(follow());
    }
    await finish();
    followers.push(follow());
    for (const chunks of await Promise.all(followers)) {
      expect(chunks.map(({ text }) => text).join('')).toBe(expected);
      expect(chunks.map(({ isEnd }) => isEnd).indexOf(true)).toBe(chunks.length - 1);
    }
  });

  it('continues at an offset', async () => {
    await append(0, 'one two');
    await finish();
    expect(await follow(4)).toMatchObject([{ offset: 4, text: 'two', isEnd: true }]);
  });

  it('ends at once for a run that is over and said nothing', async () => {
    await finish('failed');
    expect(await follow()).toEqual([{ offset: 0, text: '', nextOffset: 0, isEnd: true }]);
  });

  it('fails for a run that is not there', async () => {
    held = { ...held, runId: hub.clock.newId('run') };
    await expect(follow()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('run.finish', () => {
  it('refuses another end than the first', async () => {
    await finish('failed');
    await expect(finish('succeeded')).rejects.toMatchObject({ code: 'lease_lost' });
    expect((await finish('failed')).status).toBe('failed');
  });
});

describe('run.report', () => {
  it('keeps what a report leaves out', async () => {
    const report = (input: object) => system().call(operations.reportRun, { ...held, ...input });
    await report({ usedTokens: 100, contextPercent: 12, note: 'reading' });
    expect(await report({ contextPercent: 20 })).toMatchObject({
      usedTokens: 100,
      contextPercent: 20,
      notes: 'reading',
    });
  });
});

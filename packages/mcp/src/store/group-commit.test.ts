import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Appender, createGroupCommit, type GroupDriver } from './group-commit.ts';
import type { Writer } from './store.ts';

/** A database reduced to a list of texts; a failure can be planted at every step. */
function ledger(failures: Partial<Record<keyof GroupDriver, number[]>> = {}) {
  const committed: string[] = [];
  const counts: Partial<Record<keyof GroupDriver, number>> = {};
  let pending: string[] = [];
  let mark = 0;
  let commits = 0;
  const step = (name: keyof GroupDriver) => {
    const count = (counts[name] ?? 0) + 1;
    counts[name] = count;
    if (failures[name]?.includes(count)) throw new Error(`${name} ${count} failed`);
  };
  const driver: GroupDriver = {
    async begin() {
      step('begin');
      pending = [];
    },
    async enter() {
      step('enter');
      mark = pending.length;
      return pending as unknown as Writer;
    },
    async leave() {
      step('leave');
    },
    async undo() {
      step('undo');
      pending.length = mark;
    },
    async commit() {
      step('commit');
      committed.push(...pending);
      commits += 1;
    },
    async rollback() {
      pending = [];
    },
  };
  return { driver, committed, commits: () => commits };
}

const numbered: Appender<string> = {
  async append(writer, entries) {
    (writer as unknown as string[]).push(...entries);
  },
};
const put = (writer: Writer, text: string) => (writer as unknown as string[]).push(text);
const limits = { sizeMax: 4, queueMax: 50, workMsMax: 10_000 };

/** Waits a few turns of the event loop, as a statement does. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

interface Call {
  name: string;
  isFailing: boolean;
  turns: number;
  pause: boolean;
}
const anyCalls: fc.Arbitrary<Call[]> = fc
  .array(fc.record({ isFailing: fc.boolean(), turns: fc.nat(5), pause: fc.boolean() }), {
    minLength: 1,
    maxLength: 25,
  })
  .map((calls) => calls.map((call, index) => ({ ...call, name: `call ${index}` })));
const someCounts = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 });

describe('a group commit', () => {
  it('acknowledges exactly what was committed, in the order of the calls, whatever fails', async () => {
    const anyFailures = fc.record({
      begin: someCounts,
      enter: someCounts,
      leave: someCounts,
      undo: someCounts,
      commit: someCounts,
    });
    await fc.assert(
      fc.asyncProperty(anyCalls, anyFailures, async (calls, failures) => {
        const { driver, committed } = ledger(failures);
        const commits = createGroupCommit(driver, limits);
        const outcomes: Promise<boolean>[] = [];
        for (const call of calls) {
          const outcome = commits.write(async (writer, append) => {
            put(writer, call.name);
            append(numbered, [`end of ${call.name}`]);
            await turns(call.turns);
            if (call.isFailing) throw new Error('refused');
            return call.name;
          }, 'local');
          outcomes.push(
            outcome.then(
              () => committed.includes(call.name),
              () => !committed.includes(call.name),
            ),
          );
          if (call.pause) await new Promise(setImmediate);
        }
        // Each was told the truth at the moment it was told.
        expect(await Promise.all(outcomes)).not.toContain(false);
        const names = calls.map(({ name }) => name).filter((name) => committed.includes(name));
        expect(committed.filter((text) => text.startsWith('call'))).toEqual(names);
        expect(committed.filter((text) => text.startsWith('end'))).toEqual(
          names.map((name) => `end of ${name}`),
        );
        await commits.close();
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets a failed command leave nothing, and its neighbours all they did', async () => {
    await fc.assert(
      fc.asyncProperty(anyCalls, async (calls) => {
        const { driver, committed } = ledger();
        const commits = createGroupCommit(driver, limits);
        const outcomes = await Promise.allSettled(
          calls.map((call) =>
            commits.write(async (writer) => {
              put(writer, call.name);
              if (call.isFailing) throw new Error('refused');
            }, 'local'),
          ),
        );
        const wanted = calls.filter(({ isFailing }) => !isFailing).map(({ name }) => name);
        expect(committed).toEqual(wanted);
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(
          calls.map(({ isFailing }) => isFailing),
        );
      }),
    );
  });

  it('shares one commit among all who came in the same moment', async () => {
    const { driver, commits: count } = ledger();
    const commits = createGroupCommit(driver, { ...limits, sizeMax: 10 });
    await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        commits.write(async (writer) => put(writer, String(index)), 'local'),
      ),
    );
    expect(count()).toBe(3);
  });

  it('tells nobody anything before the commit, refusals neither', async () => {
    const { driver } = ledger();
    const gate = Promise.withResolvers<void>();
    const commits = createGroupCommit({
      ...driver,
      commit: () => gate.promise.then(() => driver.commit()),
    });
    const told: string[] = [];
    const good = commits.write(async (writer) => put(writer, 'good'), 'local');
    const bad = commits.write(async () => Promise.reject(new Error('refused')), 'local');
    void good.then(() => told.push('good'));
    bad.catch(() => told.push('bad'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([]);
    gate.resolve();
    await Promise.allSettled([good, bad]);
    expect(told).toEqual(['good', 'bad']);
  });

  it('refuses with a time to come again when too many wait', async () => {
    const { driver } = ledger();
    const commits = createGroupCommit(driver, { ...limits, sizeMax: 2, queueMax: 5 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => commits.write(async (writer) => put(writer, 'x'), 'local')),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(3);
    expect(refused[0]?.reason).toMatchObject({
      code: 'unavailable',
      details: { retryAfterMs: expect.any(Number) },
    });
  });

  it('gives up on work that never ends, and goes on with the others', async () => {
    const { driver, committed } = ledger();
    const commits = createGroupCommit(driver, { ...limits, workMsMax: 30 });
    const outcomes = await Promise.allSettled([
      commits.write(async (writer) => put(writer, 'before'), 'local'),
      commits.write((writer) => {
        put(writer, 'never');
        return new Promise(() => {});
      }, 'local'),
      commits.write(async (writer) => put(writer, 'after'), 'local'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: 'unavailable' } });
    expect(committed).toEqual(['before', 'after']);
  });

  it('ends what waits before it closes, and refuses what comes after', async () => {
    const { driver, committed } = ledger();
    const commits = createGroupCommit(driver, limits);
    const waiting = commits.write(async (writer) => put(writer, 'last'), 'local');
    await commits.close();
    expect(committed).toEqual(['last']);
    await waiting;
    await expect(commits.write(async () => 1, 'local')).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});

import { isMosaicError, operations } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import type { Module } from '../module.ts';
import type { CommandContext, Handler, StreamContext } from '../pipeline/handler.ts';
import type { Planted } from './planted.ts';
import { simulateHub } from './simulate-hub.ts';

/** Seeds within which each must be found. */
const seedsMax = 100;

interface PlantedBug {
  readonly planted: Planted;
  readonly caughtAs: RegExp;
}

/** Each is a mistake that a hub like this could well contain. */
const plantedBugs: Record<string, PlantedBug> = {
  'answers before the commit is on disk': {
    planted: {
      driver: (driver) => ({
        ...driver,
        async commit() {
          void driver.commit().catch(() => undefined);
        },
      }),
    },
    caughtAs: /but nothing was committed/,
  },
  'forgets the last commits in a crash': {
    planted: { isForgetful: true },
    // What is forgotten shows in many ways; only silence would be wrong.
    caughtAs: /^(?!nothing in)/,
  },
  'forgets idempotency keys': {
    planted: { call: ({ idempotencyKey: _key, ...call }) => call },
    caughtAs: /times with one key/,
  },
  'drops a record of the audit': {
    planted: {
      isSkipped: (sql, random) => /insert into "?audit/i.test(sql) && random.chance(0.05),
    },
    caughtAs: /audit/,
  },
  'drops events': {
    planted: {
      isSkipped: (sql, random) => /insert into "?event/i.test(sql) && random.chance(0.05),
    },
    caughtAs: /event/,
  },
  'leaves out an event when a watcher comes back': {
    planted: { modules: streamFromOneLater('event.watch') },
    caughtAs: /was told event .*, without/,
  },
  'gives out a task that somebody holds': {
    planted: {
      modules: before('task.claim', async ({ store }) => {
        await store
          .updateTable('task')
          .set({ lease_session: null, lease_run_id: null, place: 3 })
          .where('lease_session', 'is not', null)
          .execute();
      }),
    },
    caughtAs: /^two holders/,
  },
  'takes the end of a run without looking at its fencing token': {
    planted: {
      modules: before('run.finish', async ({ store }, input) => {
        const run = store
          .updateTable('run')
          .set({ status: 'running' })
          .where('id', '=', input.runId);
        const row = await run.returning('fencing_token').executeTakeFirst();
        if (row) input.fencingToken = row.fencing_token;
      }),
    },
    caughtAs: /run\.finish with fencing token .* was accepted/,
  },
  'takes results of jobs whose lease is over': {
    planted: {
      modules: instead('task.complete', async (input, refusal) => {
        if (!isMosaicError(refusal) || refusal.code !== 'lease_lost') throw refusal;
        return { accepted: input.tasks.map(({ taskId }: AnyInput) => taskId), refused: [] };
      }),
    },
    caughtAs: /task\.complete with fencing token .* was accepted/,
  },
  'claims a task before what it depends on is settled': {
    planted: {
      modules: before('task.add', async (_context, input) => {
        for (const task of input.tasks) task.dependsOn = [];
      }),
    },
    caughtAs: /was claimed before .* was settled/,
  },
  'counts a dependency of a job twice': {
    planted: {
      modules: before('task.submit', async (_context, input) => {
        for (const job of input.jobs) job.dependsOn = job.dependsOn.slice(2);
      }),
    },
    caughtAs: /was claimed before .* was settled/,
  },
  'counts running tasks wrongly': {
    planted: {
      modules: before('task.limit', async (_context, input) => {
        input.runningMax += 1;
      }),
    },
    caughtAs: /tasks of .* run, 2 may/,
  },
  'enqueues an occurrence again': {
    planted: {
      modules: before('schedule.enqueue', async ({ store, clock }) => {
        if (clock.random() > 0.05) return;
        const all = store.updateTable('task_schedule').where('next_at', 'is not', null);
        await all.set((eb) => ({ next_at: eb('next_at', '-', 2_000) })).execute();
      }),
    },
    caughtAs: /^occurrence .* follows/,
  },
  'never makes delayed jobs ready': {
    planted: {
      modules: before('task.promote', async ({ store }) => {
        await store
          .updateTable('task')
          .where('place', '=', 2)
          .set({ available_at: 2e14 })
          .execute();
      }),
    },
    caughtAs: /not everything came to its end/,
  },
  'acknowledges messages that it has not delivered': {
    planted: {
      modules: after('message.receive', async (context, input, output) => {
        const deliveryIds = output.deliveries.map(({ deliveryId }: AnyInput) => deliveryId);
        if (deliveryIds.length === 0 || context.clock.random() > 0.3) return output;
        await context.call(operations.acknowledgeMessages, { agent: input.agent, deliveryIds });
        return { deliveries: [] };
      }),
    },
    caughtAs: /not everything came to its end/,
  },
  'hands messages out in the wrong order': {
    planted: {
      modules: after('message.receive', async (_context, _input, { deliveries }) => ({
        deliveries: deliveries.toReversed(),
      })),
    },
    caughtAs: /was handed out after/,
  },
  'hands a message out again under another name': {
    planted: {
      modules: after('message.receive', async ({ clock }, _input, { deliveries }) => ({
        deliveries: deliveries.map((delivery: AnyInput) =>
          delivery.attempt > 1 ? { ...delivery, deliveryId: clock.newId('delivery') } : delivery,
        ),
      })),
    },
    caughtAs: /in two deliveries/,
  },
  'writes state without looking at its version': {
    planted: {
      modules: before('state.set', async (_context, input) => {
        delete input.ifVersion;
      }),
    },
    caughtAs: /state\.set of .* was accepted at version/,
  },
  'leaves out a change when a watch of state resumes': {
    planted: { modules: streamFromOneLater('state.watch') },
    caughtAs: /was told (?:change|that)/,
  },
  'gives a lock to two': {
    planted: {
      modules: before('lock.acquire', async ({ store }) => {
        await store.deleteFrom('lock_share').where('is_waiting', '=', 0).execute();
        await store.updateTable('lock_line').set({ in_use: 0 }).execute();
      }),
    },
    caughtAs: /units in use of/,
  },
  'ends holds by a clock that runs ahead': {
    planted: { modules: withClockAhead('lock.', 20_000) },
    caughtAs: /was ended at .* before its time/,
  },
};

describe('the simulator of the hub', () => {
  for (const [bug, { planted, caughtAs }] of Object.entries(plantedBugs)) {
    it(`finds a hub that ${bug}`, async () => {
      expect(await findViolation(planted, caughtAs)).toMatch(caughtAs);
    }, 120_000);
  }
});

/** One mistake can show in several ways; looked for is the promise it must be seen to break. */
async function findViolation(planted: Planted, caughtAs: RegExp): Promise<string> {
  let other = `nothing in ${seedsMax} seeds`;
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violation } = await simulateHub({ seed, planted });
    if (violation !== null && caughtAs.test(violation)) return violation;
    other = violation ?? other;
  }
  return other;
}

// biome-ignore lint/suspicious/noExplicitAny: the inputs of any operation.
type AnyInput = any;

/** Has a command do something it should not, before it does what it should. */
function before(
  operation: string,
  mistake: (context: CommandContext, input: AnyInput) => Promise<void>,
): (modules: readonly Module[]) => Module[] {
  return (modules) =>
    modules.map(
      replace(operation, (handler) => {
        if (handler.kind !== 'command') return handler;
        return {
          ...handler,
          async run(context, input, looked) {
            const changed = structuredClone(input);
            await mistake(context, changed);
            return handler.run(context, changed, looked);
          },
        };
      }),
    );
}

/** Has a command answer something else than it should. */
function after(
  operation: string,
  mistake: (context: CommandContext, input: AnyInput, output: AnyInput) => Promise<unknown>,
): (modules: readonly Module[]) => Module[] {
  return (modules) =>
    modules.map(
      replace(operation, (handler) => {
        if (handler.kind !== 'command') return handler;
        return {
          ...handler,
          async run(context, input, looked) {
            return mistake(context, input, await handler.run(context, input, looked));
          },
        };
      }),
    );
}

/** Has a command accept what it should refuse. */
function instead(
  operation: string,
  mistake: (input: AnyInput, refusal: unknown) => Promise<unknown>,
): (modules: readonly Module[]) => Module[] {
  return (modules) =>
    modules.map(
      replace(operation, (handler) => {
        if (handler.kind !== 'command') return handler;
        return {
          ...handler,
          run: (context, input, looked) =>
            handler.run(context, input, looked).catch((refusal) => mistake(input, refusal)),
        };
      }),
    );
}

/** Shows the commands of a noun another time than the hub has. */
function withClockAhead(noun: string, ms: number): (modules: readonly Module[]) => Module[] {
  const ahead = (handler: Handler): Handler => {
    if (handler.kind !== 'command' || !handler.operation.name.startsWith(noun)) return handler;
    return {
      ...handler,
      run: (context, input, looked) => {
        const clock = { ...context.clock, now: () => context.clock.now() + ms };
        return handler.run({ ...context, clock }, input, looked);
      },
    };
  };
  return (modules) =>
    modules.map((module) => ({ ...module, handlers: module.handlers.map(ahead) }));
}

function replace(operation: string, change: (handler: Handler) => Handler) {
  return (module: Module): Module => ({
    ...module,
    handlers: module.handlers.map((handler) =>
      handler.operation.name === operation ? change(handler) : handler,
    ),
  });
}

function streamFromOneLater(operation: string): (modules: readonly Module[]) => Module[] {
  const later = (input: AnyInput) =>
    input.after > 0 ? { ...input, after: input.after + 1 } : input;
  return (modules) =>
    modules.map(
      replace(operation, (handler) =>
        handler.kind === 'stream'
          ? {
              ...handler,
              run: (context: StreamContext, input: AnyInput) =>
                handler.run(context, later(input) as never),
            }
          : handler,
      ),
    );
}

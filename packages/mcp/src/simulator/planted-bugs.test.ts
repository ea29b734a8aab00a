import { describe, expect, it } from 'vitest';
import type { Module } from '../module.ts';
import type { CommandContext, Handler, StreamContext } from '../pipeline/handler.ts';
import type { Planted } from './planted.ts';
import { simulateHub } from './simulate-hub.ts';

/** Seeds within which each must be found. */
const seedsMax = 60;

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
    caughtAs: /.*/,
  },
  'gives out a task that somebody holds': {
    planted: {
      modules: before('task.claim', async ({ store }) => {
        const held = await store
          .selectFrom('task')
          .select('id')
          .where('lease_session', 'is not', null)
          .executeTakeFirst();
        if (!held) return;
        await store
          .updateTable('task')
          .set({ lease_run_id: null, lease_expires_at: null })
          .where('id', '=', held.id)
          .execute();
      }),
    },
    caughtAs: /^two holders/,
  },
  'takes the end of a run without looking at its fencing token': {
    planted: {
      modules: before('run.finish', async ({ store }, input) => {
        const row = await store
          .selectFrom('run')
          .select(['fencing_token'])
          .where('id', '=', input.runId)
          .executeTakeFirst();
        await store
          .updateTable('run')
          .set({ status: 'running' })
          .where('id', '=', input.runId)
          .execute();
        if (row) input.fencingToken = row.fencing_token;
      }),
    },
    caughtAs: /run\.finish with fencing token .* was accepted/,
  },
  'claims a task before what it depends on is settled': {
    planted: {
      modules: before('task.add', async (_context, input) => {
        for (const task of input.tasks as { dependsOn: string[] }[]) task.dependsOn.length = 0;
      }),
    },
    caughtAs: /was claimed before .* was settled/,
  },
  'forgets idempotency keys': {
    planted: {
      call: ({ idempotencyKey: _key, ...call }) => call,
    },
    caughtAs: /times with one key/,
  },
  'drops a record of the audit': {
    planted: {
      isSkipped: (sql, random) => /insert into "?audit/i.test(sql) && random.chance(0.02),
    },
    caughtAs: /audit/,
  },
  'drops an event': {
    planted: {
      isSkipped: (sql, random) => /insert into "?event/i.test(sql) && random.chance(0.02),
    },
    caughtAs: /event/,
  },
  'leaves out an event when a watcher comes back': {
    planted: { modules: watchFromOneLater },
    caughtAs: /was told event .*, without/,
  },
  'never ends the leases of dead runners': {
    planted: {
      modules: before('task.expire', async ({ store }) => {
        await store
          .updateTable('task')
          .set({ lease_expires_at: 8e15 })
          .where('lease_session', 'is not', null)
          .execute();
      }),
    },
    caughtAs: /not everything came to its end/,
  },
};

describe('the simulator of the hub', () => {
  for (const [bug, { planted, caughtAs }] of Object.entries(plantedBugs)) {
    it(`finds a hub that ${bug}`, async () => {
      expect(await firstViolation(planted)).toMatch(caughtAs);
    }, 60_000);
  }
});

async function firstViolation(planted: Planted): Promise<string> {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violation } = await simulateHub({ seed, planted });
    if (violation !== null) return violation;
  }
  return `nothing in ${seedsMax} seeds`;
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

function replace(operation: string, change: (handler: Handler) => Handler) {
  return (module: Module): Module => ({
    ...module,
    handlers: module.handlers.map((handler) =>
      handler.operation.name === operation ? change(handler) : handler,
    ),
  });
}

function watchFromOneLater(modules: readonly Module[]): Module[] {
  return modules.map(
    replace('event.watch', (handler) => {
      if (handler.kind !== 'stream') return handler;
      return {
        ...handler,
        run: (context: StreamContext, input: AnyInput) =>
          handler.run(
            context,
            (input.after > 0 ? { ...input, after: input.after + 1 } : input) as never,
          ),
      };
    }),
  );
}

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorStatus } from './errors.ts';
import type { Operation } from './operation.ts';
import { operations } from './operations.ts';

const all: Operation[] = Object.values(operations);
const offered = all.filter(({ internal }) => internal !== true);

describe.each(offered.map((operation) => [operation.name, operation] as const))(
  '%s',
  (_, operation) => {
    it('has an example that its own input accepts, without a field too many', () => {
      expect(operation.input.strict().safeParse(operation.example).error).toBeUndefined();
    });

    it('says in one line what it does', () => {
      expect(operation.summary).toMatch(/^[A-Z][^\n]{5,80}\.$/);
    });

    it('can be described to other programs', () => {
      expect(() => z.toJSONSchema(operation.input, { io: 'input' })).not.toThrow();
      expect(() => z.toJSONSchema(operation.output, { io: 'output' })).not.toThrow();
    });

    it('declares errors of the table, each once, and not those any call may meet', () => {
      expect(new Set(operation.errors).size).toBe(operation.errors.length);
      for (const code of operation.errors) expect(Object.keys(errorStatus)).toContain(code);
      const always = [
        'invalid_input',
        'unauthenticated',
        'forbidden',
        'rate_limited',
        'quota_exceeded',
        'internal',
      ];
      expect(operation.errors.filter((code) => always.includes(code))).toEqual([]);
    });

    it('is bound only by a field it has', () => {
      if (operation.boundBy) expect(operation.input.shape).toHaveProperty(operation.boundBy);
    });
  },
);

describe('what is changed outside a mission', () => {
  it('stays out of reach of doors: only the engine plans, offers and settles', () => {
    expect(all.filter(({ internal }) => internal).map(({ name }) => name)).toMatchInlineSnapshot(`
      [
        "mission.record",
        "task.add",
        "task.offer",
        "task.settle",
        "task.withdraw",
        "task.expire",
        "task.free",
        "task.enqueue",
        "task.assign",
        "task.promote",
        "task.prune",
        "task.revoke",
        "task.reconcile",
        "task.stopping",
        "schedule.enqueue",
        "run.start",
        "run.check",
        "run.lose",
        "evidence.count",
        "agent.hold",
        "agent.count",
        "agent.sessions",
        "agent.lapse",
        "agent.survey",
        "handoff.record",
        "event.prune",
        "node.beat",
        "node.leave",
        "quota.take",
        "quota.give",
        "quota.require",
        "quota.reconcile",
        "state.expire",
        "state.compact",
        "lock.expire",
        "message.sweep",
        "message.trim",
        "plan.attach",
      ]
    `);
  });
});

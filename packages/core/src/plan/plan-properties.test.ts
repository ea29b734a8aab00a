import type { Finding } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMission } from './plan-mission.ts';

const titles = ['Auth missing', 'Add guard to login', 'Typo', 'Redesign', 'Add tests', 'XSS', 'x'];
const anyFindings: fc.Arbitrary<Finding[]> = fc
  .array(
    fc.record({
      category: fc.constantFrom('SEC', 'SEC-API', 'CQ', 'TEST', 'V1', 'DEP'),
      severity: fc.constantFrom(...severities),
      title: fc.constantFrom(...titles),
      needs: fc.option(fc.nat(30)),
      paths: fc.array(fc.constantFrom('a.ts', 'apps/api/b.ts', 'apps/api/c.ts', 'apps/web/d.ts'), {
        maxLength: 3,
      }),
    }),
    { maxLength: 30 },
  )
  .map((list) => {
    const ids = list.map(({ category }, at) => `${category}-${at}`);
    return list.map(({ severity, title, needs, paths }, at) => ({
      id: ids[at]!,
      severity,
      title,
      body: needs === null ? '' : `Blocked by ${ids[needs % ids.length]}`,
      files: paths.map((path) => ({ path, line: null })),
      source: '',
      rule: null,
      check: null,
    }));
  });
const plan = (findings: Finding[]) =>
  planMission({ findings, taskPrefix: 'MS', milestone: 'M', factors: {}, verificationGates: [] });

function forEveryPlan(check: (tasks: ReturnType<typeof plan>, findings: Finding[]) => void) {
  fc.assert(
    fc.property(anyFindings, (findings) => check(plan(findings), findings)),
    { numRuns: 200 },
  );
}

describe('every plan', () => {
  it('has one task per finding with its own id, and is the same twice', () => {
    forEveryPlan((tasks, findings) => {
      expect(new Set(tasks.map((task) => task.key)).size).toBe(tasks.length);
      expect(tasks.filter((task) => task.kind === 'fix')).toHaveLength(findings.length);
      for (const task of tasks) expect(task.key).toMatch(/^MS-[A-Z0-9]+-\d{3}$/);
      expect(plan(findings)).toEqual(tasks);
    });
  });

  it('depends backwards only, so on tasks that exist and never in a circle', () => {
    forEveryPlan((tasks) => {
      const position = new Map(tasks.map((task, at) => [task.key, at]));
      for (const [at, task] of tasks.entries()) {
        expect(new Set(task.dependsOn).size).toBe(task.dependsOn.length);
        for (const key of task.dependsOn) expect(position.get(key)!).toBeLessThan(at);
        const waiting = tasks.filter((other) => other.dependsOn.includes(task.key));
        expect(task.blocks).toEqual(waiting.map(({ key }) => key));
      }
    });
  });

  it('orders phases and ends each with a verification of all of it', () => {
    forEveryPlan((tasks) => {
      for (const [at, task] of tasks.entries()) {
        expect(task.phase).toBeGreaterThanOrEqual(tasks[at - 1]?.phase ?? 1);
        const isLast = task.phase !== tasks[at + 1]?.phase;
        expect(task.kind).toBe(isLast ? 'verification' : 'fix');
        const earlier = tasks.slice(0, at);
        if (task.kind === 'verification') {
          const own = earlier.filter((other) => other.phase === task.phase);
          expect(task.dependsOn).toEqual(own.map(({ key }) => key));
        } else {
          const gateway = earlier.findLast((other) => other.kind === 'verification');
          if (gateway !== undefined) expect(task.dependsOn[0]).toBe(gateway.key);
        }
      }
    });
  });

  it('never lets two tasks of a phase change one file at the same time', () => {
    forEveryPlan((tasks) => {
      const lastOfFile = new Map<string, string>();
      for (const task of tasks) {
        for (const path of new Set(task.finding?.files.map((file) => file.path) ?? [])) {
          const place = `${task.phase} ${path}`;
          const before = lastOfFile.get(place);
          if (before !== undefined) expect(task.dependsOn).toContain(before);
          lastOfFile.set(place, task.key);
        }
      }
    });
  });
});

import { randomBytes } from 'node:crypto';
import { type Brief, formatId, operations } from '@mosaic/contract';
import type { BenchHub } from './hub.ts';

const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000001';
export const missionId = 'msn_0190b5c8-6c1f-7000-8000-000000000001';

/** Tasks one command may add. */
const batchSize = 500;

/** Adds that many tasks to the bench mission, as the engine would; returns their ids. */
export async function seedTasks({ hub }: Pick<BenchHub, 'hub'>, count: number): Promise<string[]> {
  const system = hub.system('missions');
  const ids = Array.from({ length: count }, () => formatId('task', Date.now(), randomBytes(10)));
  for (let from = 0; from < count; from += batchSize) {
    await system.call(operations.addTasks, {
      tasks: ids.slice(from, from + batchSize).map((id, index) => ({
        id,
        projectId,
        missionId,
        key: `MS-CQ-${from + index + 1}`,
        kind: 'fix' as const,
        type: 'STYLE_FIX' as const,
        severity: 'low' as const,
        phase: 4,
        title: `CQ-SRC-${from + index + 1}: a variable never changes in src/file-${index}.ts`,
        finding: null,
        component: 'root',
        branch: 'fix/test-coverage',
        scope: [`src/file-${index}.ts`],
        dependsOn: [],
        estimateTokens: 4_000,
      })),
    });
  }
  return ids;
}

export function brief(attempt = 1): Brief {
  return {
    step: 'work',
    attempt,
    baseCommit: 'a'.repeat(40),
    workCommit: null,
    branch: 'fix/test-coverage',
    runtime: 'fixer',
    timeoutMs: 60_000,
    previousErrors: [],
    requiredGates: ['test'],
    reportName: null,
  };
}

import type { PlanDocument } from '@mosaic/contract';
import { buildPlan, type TreeNode } from '@tony/core/planning';

const names = ['Accounts', 'Orders', 'Stock', 'Payments', 'Reports', 'Search', 'Mail'] as const;

/** A plan that compiles: every node above the atomics has `width` children. */
export function samplePlan({
  width = 2,
  title = 'Shop',
  epicNumber = 1,
  epics = 1,
} = {}): PlanDocument {
  const child = (level: number, path: string): TreeNode => ({
    key: path,
    title: `${names[Number(path.at(-1)) % names.length]} ${path}`,
    ...(level === 2 ? { acceptanceCriteria: ['People can use it.'] } : {}),
    ...(level === 5
      ? {
          estimate: { minutes: 20, minutesLow: 15, minutesHigh: 30, tokens: 8_000 },
          completionCriteria: ['Its test passes.'],
          agentType: 'implementation-agent' as const,
          taskType: 'FEATURE_ADD' as const,
          files: [`src/${path}.ts`],
        }
      : {
          children: Array.from({ length: width }, (_, at) => child(level + 1, `${path}${at}`)),
        }),
  });
  return buildPlan({
    title,
    goal: 'Sell things.',
    source: { kind: 'manual', name: null },
    epics: Array.from({ length: epics }, (_, at) => child(0, String(at))),
    edges: [{ from: '00', to: '01' }],
    epicNumber,
  }).document;
}

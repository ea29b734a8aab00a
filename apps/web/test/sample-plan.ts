import {
  PlanDocument,
  type PlanEdge,
  type PlanNode,
  planLevels,
  planPrefixes,
} from '@mosaic/contract';

/** Children of a node of each level, from the epic down to the subtask. */
export interface PlanShape {
  epics: number;
  below: readonly [number, number, number, number, number];
}

const subjects = ['Sign in', 'Orders', 'Search', 'Payments', 'Reports', 'Settings', 'Alerts'];
const deeds = ['Design', 'Build', 'Test', 'Document', 'Review', 'Measure', 'Harden'];

/** A plan of that shape; every leaf waits for the one before it in its subtask, features form a chain. */
export function samplePlan({ epics, below }: PlanShape): PlanDocument {
  const nodes: PlanNode[] = [];
  const edges: PlanEdge[] = [];
  const grow = (parentId: string | null, digits: string, level: number, count: number) => {
    const ids: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const own = `${digits}.${String(number).padStart(level === 0 ? 3 : 2, '0')}`;
      const id = `${planPrefixes[planLevels[level]!]}${own}`;
      ids.push(id);
      nodes.push(sampleNode(id, parentId, level, number));
      if (level < 5) grow(id, own, level + 1, below[level]!);
    }
    if (level === 1 || level === 5) {
      ids.slice(1).forEach((to, index) => {
        edges.push({ from: ids[index]!, to, kind: 'sequential' });
      });
    }
  };
  grow(null, '', 0, epics);
  return PlanDocument.parse({
    title: 'Sample',
    goal: 'Build a shop',
    source: { kind: 'template', name: 'web-app' },
    nodes,
    edges,
  });
}

function sampleNode(id: string, parentId: string | null, level: number, number: number): PlanNode {
  const seed = [...id].reduce((sum, each) => (sum * 31 + each.charCodeAt(0)) % 9_973, 7);
  const title =
    level < 2
      ? `${subjects[(number - 1) % subjects.length]} ${level === 0 ? 'epic' : ''}`.trim()
      : `${deeds[seed % deeds.length]} ${subjects[(seed * 7) % subjects.length]?.toLowerCase()}, part ${number}`;
  return {
    id,
    parentId,
    title,
    description: '',
    estimate:
      level === 5
        ? { minutes: 15 + (seed % 15), minutesLow: 10, minutesHigh: 30, tokens: 8_000 + seed }
        : null,
    taskType: level === 5 ? 'FEATURE_ADD' : null,
    agentType: level === 5 ? (seed % 2 === 0 ? 'backend-agent' : 'frontend-agent') : null,
    priority: 'medium',
    completionCriteria: level === 5 ? ['Its test is green'] : [],
    acceptanceCriteria: level === 2 ? ['People can use it'] : [],
    files: level === 5 ? [`src/part-${seed}.ts`] : [],
    uses: [],
    risk: 'low',
    tags: [],
  };
}

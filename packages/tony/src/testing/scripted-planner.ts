import type { ModelRequest } from './scripted-model-server.ts';

/** A node as a planning model answers it. */
export interface PlannerNode {
  level: string;
  title: string;
  description: string;
  minutes: number | null;
  tokens: number | null;
  taskType: string | null;
  agentType: string | null;
  priority: string;
  risk: string;
  completionCriteria: string[];
  acceptanceCriteria: string[];
  files: string[];
  children?: PlannerNode[];
}

export interface PlannerAnswer {
  nodes: PlannerNode[];
  edges: { from: string; to: string; kind: string; when: string | null }[];
}

const levelNames = ['epic', 'feature', 'story', 'task', 'subtask', 'atomic'];

/** Levels a request asks for, from the top. */
export function levelsAsked({ schema, prompt }: ModelRequest): string[] {
  const levels: string[] = [];
  let at = nodeProperties(schema);
  while (at !== null) {
    const level = (at.level as { enum?: string[] } | undefined)?.enum?.[0];
    if (level === undefined) break;
    levels.push(level);
    at = nodeProperties({ properties: { nodes: at.children } });
  }
  if (levels.length > 0) return levels;
  const wanted = prompt.slice(prompt.indexOf('# Wanted'));
  const named = levelNames.filter((level) => new RegExp(`level ${level}\\b`).test(wanted));
  return named.length > 0 ? named : ['epic'];
}

/** A valid answer to any question of planning: `width` nodes a level, in one order. */
export function goodAnswer(request: ModelRequest, width = 3): PlannerAnswer {
  const levels = levelsAsked(request);
  const nodes = plannerNodes(levels, levels[0] === 'epic' ? 1 : width, width, 'Part');
  const edges = nodes.slice(1).map((_, at) => ({
    from: `#${at + 1}`,
    to: `#${at + 2}`,
    kind: 'sequential',
    when: null,
  }));
  return { nodes, edges };
}

function plannerNodes(
  [level = '', ...below]: readonly string[],
  count: number,
  width: number,
  name: string,
): PlannerNode[] {
  return Array.from({ length: count }, (_, at) => {
    const title = `${name} ${at + 1}`;
    return {
      level,
      title,
      description: '',
      minutes: level === 'atomic' ? 25 : null,
      tokens: null,
      taskType: 'FEATURE_ADD',
      agentType: null,
      priority: 'medium',
      risk: 'low',
      completionCriteria: level === 'atomic' ? [`${title} has a test that passes`] : [],
      acceptanceCriteria: level === 'story' ? [`${title} can be used`] : [],
      files: level === 'atomic' ? ['src/app.ts'] : [],
      ...(below.length === 0 ? {} : { children: plannerNodes(below, width, width, title) }),
    };
  });
}

function nodeProperties(schema: unknown): Record<string, unknown> | null {
  const nodes = (schema as { properties?: { nodes?: { items?: { properties?: unknown } } } } | null)
    ?.properties?.nodes;
  const properties = nodes?.items?.properties;
  return typeof properties === 'object' ? (properties as Record<string, unknown>) : null;
}

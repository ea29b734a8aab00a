import type { PlanDocument, RepositoryAnalysis } from '@mosaic/contract';
import { knownFiles } from '../analysis/known-files.ts';
import { buildPlan, type TreeEdge, type TreeNode } from '../plan/build-plan.ts';
import { estimateTokens } from '../schedule/estimate-tokens.ts';
import type {
  FeatureOutline,
  PartOutline,
  StepOutline,
  StoryOutline,
  TaskOutline,
} from './outline.ts';

/** Longer paths fit no plan; only odd repositories have them. */
const pathCharsMax = 400;

export interface ExpandOptions {
  readonly title: string;
  readonly goal: string;
  readonly template: string;
  readonly description: string;
  readonly criteria: readonly string[];
  readonly epicNumber: number;
  readonly analysis: RepositoryAnalysis | null;
}

interface Expansion {
  readonly edges: TreeEdge[];
  /** Tasks that touch each file, in the order of the plan. */
  readonly tasksOfFile: Map<string, string[]>;
  readonly riskOf: (files: readonly string[]) => 'low' | 'medium' | 'high';
}

/**
 * Makes a plan of an outline: keys, ids, estimates and risks, and an edge wherever one thing has
 * to be there before another. All edges lead forwards, so that no outline can contradict itself.
 */
export function expandOutline(
  features: readonly FeatureOutline[],
  options: ExpandOptions,
): PlanDocument {
  const expansion: Expansion = {
    edges: [],
    tasksOfFile: new Map(),
    riskOf: riskFinder(options.analysis),
  };
  const children = features.map((outline, at) => expandFeature(outline, String(at + 1), expansion));
  addFileEdges(expansion, options.analysis);
  return buildPlan({
    title: line(options.title),
    goal: options.goal.slice(0, 8_000),
    source: { kind: 'template', name: options.template },
    epicNumber: options.epicNumber,
    epics: [
      {
        title: line(options.title),
        description: options.description,
        completionCriteria: options.criteria.map(line),
        tags: [`template:${options.template}`],
        children,
      },
    ],
    edges: uniqueEdges(expansion.edges),
  }).document;
}

function expandFeature(outline: FeatureOutline, key: string, expansion: Expansion): TreeNode {
  for (const before of outline.after ?? []) {
    expansion.edges.push({ from: String(before), to: key });
  }
  const priority = outline.priority ?? 'medium';
  return {
    key,
    title: line(outline.title),
    priority,
    children: outline.stories.map((story, at) =>
      expandStory(story, `${key}.${at + 1}`, { expansion, priority }),
    ),
  };
}

interface Below {
  readonly expansion: Expansion;
  readonly priority: NonNullable<TreeNode['priority']>;
}

function expandStory(outline: StoryOutline, key: string, below: Below): TreeNode {
  if (outline.inOrder) inSequence(key, outline.tasks.length, below.expansion);
  return {
    key,
    title: line(outline.title),
    acceptanceCriteria: outline.accept.map(line),
    priority: below.priority,
    children: outline.tasks.map((task, at) => expandTask(task, `${key}.${at + 1}`, below)),
  };
}

function expandTask(outline: TaskOutline, key: string, below: Below): TreeNode {
  inSequence(key, outline.parts.length, below.expansion);
  const storyKey = key.slice(0, key.lastIndexOf('.'));
  for (const before of outline.after ?? []) {
    below.expansion.edges.push({ from: `${storyKey}.${before}`, to: key });
  }
  for (const file of new Set(outline.parts.flatMap(filesOf))) {
    const tasks = below.expansion.tasksOfFile.get(file) ?? [];
    below.expansion.tasksOfFile.set(file, [...tasks, key]);
  }
  return {
    key,
    title: line(outline.title),
    priority: below.priority,
    children: outline.parts.map((part, at) => expandPart(part, `${key}.${at + 1}`, below)),
  };
}

function expandPart(outline: PartOutline, key: string, below: Below): TreeNode {
  inSequence(key, outline.steps.length, below.expansion);
  return {
    key,
    title: line(outline.title),
    priority: below.priority,
    children: outline.steps.map((step, at) => expandStep(step, `${key}.${at + 1}`, below)),
  };
}

function expandStep(outline: StepOutline, key: string, below: Below): TreeNode {
  const files = [...new Set(outline.files)].filter(({ length }) => length <= pathCharsMax);
  const tokens = estimateTokens({
    type: outline.type,
    fileCount: files.length,
    needsTests: false,
    needsDocs: false,
    factor: 1,
  });
  return {
    key,
    title: line(outline.title),
    taskType: outline.type,
    agentType: outline.agent,
    priority: below.priority,
    files,
    risk: below.expansion.riskOf(files),
    completionCriteria: outline.done.map(line),
    // Checks run commands: no model takes part, which is not the same as not knowing.
    estimate: { minutes: outline.minutes, tokens },
  };
}

function filesOf(part: PartOutline): string[] {
  return part.steps.flatMap(({ files }) => files);
}

function inSequence(key: string, count: number, { edges }: Expansion): void {
  for (let at = 1; at < count; at += 1) {
    edges.push({ from: `${key}.${at}`, to: `${key}.${at + 1}` });
  }
}

/** What changes a file that is not there yet waits for the task that makes it. */
function addFileEdges(expansion: Expansion, analysis: RepositoryAnalysis | null): void {
  const there = knownFiles(analysis);
  for (const [file, [maker, ...others]] of expansion.tasksOfFile) {
    if (maker === undefined || there.has(file)) continue;
    for (const other of others) expansion.edges.push({ from: maker, to: other });
  }
}

function uniqueEdges(edges: readonly TreeEdge[]): TreeEdge[] {
  const unique = new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge]));
  return [...unique.values()];
}

/** Files that change often are where changes go wrong; files that many use carry it on. */
function riskFinder(analysis: RepositoryAnalysis | null): Expansion['riskOf'] {
  const hot = new Set((analysis?.hotSpots ?? []).slice(0, 10).map(({ path }) => path));
  const used = new Set((analysis?.hubs ?? []).slice(0, 10).map(({ path }) => path));
  return (files) => {
    if (files.some((file) => hot.has(file))) return 'high';
    return files.some((file) => used.has(file)) ? 'medium' : 'low';
  };
}

function line(text: string): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean;
}

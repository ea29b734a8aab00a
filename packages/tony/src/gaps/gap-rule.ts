import type {
  PlanAgentType,
  PlanGap,
  PlanGapArea,
  PlanNodeFields,
  RepositoryAnalysis,
  TaskType,
} from '@mosaic/contract';
import { estimateTokens } from '../schedule/estimate-tokens.ts';
import { type AtomicFacts, gapTag } from './atomic-facts.ts';
import type { GapDraft } from './gap-draft.ts';
import { gapLimits } from './gap-limits.ts';

/** What rules look at. */
export interface GapContext {
  readonly draft: GapDraft;
  readonly analysis: RepositoryAnalysis | null;
  /** Path of the test of a source file. */
  readonly testOf: (source: string) => string;
  /** Command that runs all tests. */
  readonly testCommand: string;
  /** Page of documentation by name. */
  readonly page: (name: string) => string;
}

/** Something missing: a step after another one. */
export interface MissingStep {
  readonly near: AtomicFacts;
  readonly reason: string;
  readonly title: string;
  readonly taskType: TaskType;
  readonly agentType: PlanAgentType;
  readonly files: readonly string[];
  readonly done: readonly string[];
}

/**
 * Finds steps that a plan lacks. What was added for a rule must satisfy it, and what any rule
 * added asks for nothing itself: so filling the gaps once is enough.
 */
export interface GapRule {
  readonly name: string;
  readonly area: PlanGapArea;
  readonly find: (context: GapContext) => Iterable<MissingStep>;
}

/** Finds the gaps of one rule and puts what fills them into the draft. */
export function runRule(rule: GapRule, context: GapContext, gapsMax: number): PlanGap[] {
  const gaps: PlanGap[] = [];
  const max = Math.min(gapsMax, gapLimits.gapsOfRuleMax);
  for (const missing of rule.find(context)) {
    if (gaps.length >= max) break;
    const added = context.draft.add(
      missing.near.node.id,
      fieldsOf(rule, missing),
      checkOf(rule, missing, context.testCommand),
    );
    if (added === null) continue;
    gaps.push({
      area: rule.area,
      rule: rule.name,
      reason: missing.reason.slice(0, 1_000),
      ...added,
    });
  }
  return gaps;
}

function fieldsOf(rule: GapRule, missing: MissingStep): PlanNodeFields {
  const { near, taskType } = missing;
  const files = missing.files.filter(({ length }) => length <= 400).slice(0, 10);
  const tokens = estimateTokens({
    type: taskType,
    fileCount: files.length,
    needsTests: false,
    needsDocs: false,
    factor: 1,
  });
  return {
    title: line(missing.title),
    description: missing.reason.slice(0, 1_000),
    estimate: { minutes: 25, tokens },
    taskType,
    agentType: missing.agentType,
    priority: near.node.priority,
    completionCriteria: missing.done.map(line),
    acceptanceCriteria: [],
    files,
    uses: [],
    risk: 'low',
    tags: [`${gapTag}${rule.name}`],
  };
}

/** Second step of a subtask that is made for a gap: a node with a single child says nothing. */
function checkOf(rule: GapRule, missing: MissingStep, testCommand: string): PlanNodeFields {
  return {
    ...fieldsOf(rule, missing),
    title: line(`Check: ${missing.title}`),
    estimate: { minutes: 15, tokens: 0 },
    taskType: 'VERIFICATION',
    agentType: 'qa-agent',
    files: [],
    completionCriteria: [line(`${testCommand} passes`), ...missing.done.slice(0, 1).map(line)],
  };
}

function line(text: string): string {
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
  return clean.length > gapLimits.titleCharsMax
    ? `${clean.slice(0, gapLimits.titleCharsMax - 1)}…`
    : clean;
}

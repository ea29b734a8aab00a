import {
  type PlanDocument,
  type PlanFinding,
  type PlanLevel,
  planLevels,
  type RepositoryAnalysis,
} from '@mosaic/contract';
import { compilePlan } from '../plan/compile-plan.ts';
import { indexPlan } from '../plan/plan-index.ts';
import { nextToSplit } from '../propose/next-to-split.ts';
import { propose } from '../propose/propose.ts';
import { plainLine } from '../sources/plain-line.ts';
import { answerToProposal } from './answer-to-proposal.ts';
import { askModel, type ModelQuirks, type Reply } from './ask-model.ts';
import { modelLimits } from './model-limits.ts';
import { ModelUsage, type PlanningUsage } from './model-usage.ts';
import type { PlanningModel } from './planning-model.ts';
import { levelPrompt, planningInstructions, type RefusedAnswer } from './planning-prompt.ts';

export interface PlanWithModelOptions {
  readonly model: PlanningModel;
  readonly goal: string;
  /** What the repository is made of; null without one. */
  readonly analysis: RepositoryAnalysis | null;
  /** Questions asked, and tokens of questions and answers as far as the server tells them. */
  readonly budget: { readonly calls: number; readonly tokens: number };
  readonly signal: AbortSignal;
  readonly epicNumber?: number | undefined;
  readonly contextTokens?: number | undefined;
  readonly onProgress?: ((progress: PlanningProgress) => void) | undefined;
}

/** Told after every answer. */
export interface PlanningProgress {
  readonly calls: number;
  /** Node that was to be split; null for the epic. */
  readonly parentId: string | null;
  readonly level: PlanLevel;
  readonly isAccepted: boolean;
  /** Nodes of the plan so far. */
  readonly nodes: number;
}

/** An answer that was not taken into the plan. */
export interface RefusedProposal {
  readonly parentId: string | null;
  readonly reason: string | null;
  readonly findings: readonly PlanFinding[];
}

export interface ModelPlanning {
  /** All that was accepted: the best there is, also where planning ended early. */
  readonly document: PlanDocument;
  /** What the compiler says of it. */
  readonly findings: readonly PlanFinding[];
  readonly isRunnable: boolean;
  /**
   * `complete`: every node is split; `stuck`: for some no answer compiled; `budget`: calls or tokens
   * were used up; `failed`: the model could not be asked; `aborted`: the signal said so.
   */
  readonly end: 'complete' | 'stuck' | 'budget' | 'failed' | 'aborted';
  /** Why it ended and what to do, in a sentence; null where it is complete. */
  readonly message: string | null;
  /** Answers that were refused, the last ones at most. */
  readonly refused: readonly RefusedProposal[];
  readonly usage: PlanningUsage;
}

/**
 * Plans with a model, from the epic down, one level or one branch at a time.
 *
 * Every answer goes through the compiler; what it finds is fed back until the answer compiles, the
 * attempts at this node end, or the budget does. Upper levels are asked for one by one, what is
 * below a story as a branch, and level by level again where a branch keeps failing. Nothing is
 * thrown: failures, and what is still wrong, are in the result.
 */
export async function planWithModel(options: PlanWithModelOptions): Promise<ModelPlanning> {
  const planning = new Planning(options);
  for (;;) {
    const question = planning.next();
    if (question === null) return planning.result('complete');
    const end = await planning.split(question.parentId, question.level);
    if (end !== null) return planning.result(end);
  }
}

type End = ModelPlanning['end'];

class Planning {
  private document: PlanDocument;
  private readonly options: PlanWithModelOptions;
  private readonly quirks: ModelQuirks;
  private readonly usage: ModelUsage;
  private readonly refused: RefusedProposal[] = [];
  private readonly givenUp = new Set<string>();
  private failures = 0;
  private message: string | null = null;

  constructor(options: PlanWithModelOptions) {
    this.options = options;
    this.quirks = { structured: options.model.structured, takesTokensMax: true };
    this.usage = new ModelUsage(options.model.requests());
    const title = plainLine(options.goal.split('\n')[0] ?? '', 200) || 'Plan';
    this.document = {
      version: 1,
      title,
      goal: options.goal.slice(0, modelLimits.goalCharsMax).toWellFormed(),
      source: { kind: 'model', name: options.model.name.slice(0, 200) },
      nodes: [],
      edges: [],
      resources: [],
      externals: [],
    };
  }

  /** The node to split next, with its level; null when nothing is left that can be. */
  next(): { parentId: string | null; level: PlanLevel | null } | null {
    if (this.document.nodes.length === 0) {
      return this.givenUp.has('') ? null : { parentId: null, level: null };
    }
    return nextToSplit(indexPlan(this.document), this.givenUp);
  }

  /** Asks for the children of one node until an answer is accepted or the attempts end. */
  async split(parentId: string | null, parentLevel: PlanLevel | null): Promise<End | null> {
    let refused: RefusedAnswer | null = null;
    for (let attempt = 1; attempt <= modelLimits.attemptsMax; ) {
      const levels = levelsBelow(parentLevel, attempt);
      if (this.options.signal.aborted) return 'aborted';
      const tokensMax = this.tokensLeft();
      if (tokensMax === null) return 'budget';
      const { goal, analysis } = this.options;
      const { document } = this;
      const reply = await askModel(
        this.options.model,
        {
          instructions: planningInstructions,
          prompt: levelPrompt({ goal, analysis, document, parentId, levels, refused }),
          levels,
          tokensMax,
        },
        this.quirks,
        this.options.signal,
      );
      const end = this.count(reply);
      if (end !== null) return end;
      if (reply.kind !== 'answer' && reply.kind !== 'unusable') continue;
      refused = reply.kind === 'answer' ? this.take(reply, parentId, levels) : unusable(reply);
      this.tell(parentId, levels, refused === null);
      if (refused === null) return null;
      const { reason, findings } = refused;
      this.refused.push({ parentId, reason, findings });
      if (this.refused.length > modelLimits.refusalsMax) this.refused.shift();
      attempt += 1;
    }
    this.givenUp.add(parentId ?? '');
    return null;
  }

  result(end: End): ModelPlanning {
    const { contextTokens } = this.options;
    const { findings, isRunnable } = compilePlan(this.document, { contextTokens });
    const isStuck = end === 'complete' && this.givenUp.size > 0;
    return {
      document: this.document,
      findings,
      isRunnable,
      end: isStuck ? 'stuck' : end,
      message: this.message ?? this.endMessage(isStuck ? 'stuck' : end),
      refused: this.refused,
      usage: this.usage.total(this.options.model.requests()),
    };
  }

  /** Takes an answer into the plan; what is wrong with it, or null. */
  private take(
    reply: Extract<Reply, { kind: 'answer' }>,
    parentId: string | null,
    levels: readonly PlanLevel[],
  ): RefusedAnswer | null {
    const { nodes, edges, findings } = answerToProposal(reply.answer, levels, parentId);
    if (findings.length > 0) return { reason: null, findings, added: [] };
    if (parentId === null && nodes.length > 1) {
      return { reason: 'Several epics were given; one was asked for.', findings: [], added: [] };
    }
    const { contextTokens, epicNumber } = this.options;
    const proposal = propose(this.document, parentId, nodes, edges, { contextTokens, epicNumber });
    if (!proposal.isAccepted) {
      return { reason: null, findings: proposal.findings, added: proposal.added };
    }
    this.document = proposal.document;
    return null;
  }

  /** Counts what a reply cost; the end of planning where it is one. */
  private count(reply: Reply): End | null {
    if (reply.kind === 'aborted') return 'aborted';
    if (reply.kind === 'adjusted') {
      this.usage.addCall(null);
      return null;
    }
    if (reply.kind === 'failed') {
      this.usage.addCall(null);
      this.failures += 1;
      this.message = `${reply.reason} Check the settings of the model, or plan from a template.`;
      return reply.isFinal || this.failures >= modelLimits.failuresMax ? 'failed' : null;
    }
    this.failures = 0;
    this.message = null;
    this.usage.addCall(reply.usage);
    return null;
  }

  /** Tokens the next answer may have; null when the budget is used up. */
  private tokensLeft(): number | null {
    const { calls, tokens } = this.options.budget;
    const left = tokens - this.usage.knownTokens();
    if (this.usage.calls >= calls || left < modelLimits.answerTokensMin) return null;
    return Math.min(left, modelLimits.answerTokensMax);
  }

  private tell(parentId: string | null, levels: readonly PlanLevel[], isAccepted: boolean): void {
    this.options.onProgress?.({
      calls: this.usage.calls,
      parentId,
      level: levels[0] ?? 'epic',
      isAccepted,
      nodes: this.document.nodes.length,
    });
  }

  private endMessage(end: End): string | null {
    const open = [...this.givenUp].map((id) => id || 'the epic').slice(0, 5);
    switch (end) {
      case 'complete':
        return null;
      case 'stuck':
        return `No answer for ${open.join(', ')} compiled in ${modelLimits.attemptsMax} attempts. Split by hand, or ask another model.`;
      case 'budget':
        return `The budget of ${this.options.budget.calls} calls and ${this.options.budget.tokens} tokens is used up. Raise it, or go on by hand.`;
      case 'aborted':
        return 'Planning was stopped.';
      case 'failed':
        return 'The model could not be asked.';
    }
  }
}

function unusable({ reason }: Extract<Reply, { kind: 'unusable' }>): RefusedAnswer {
  return { reason, findings: [], added: [] };
}

/** One level down to stories; from there the branch, unless that failed before. */
function levelsBelow(parent: PlanLevel | null, attempt: number): PlanLevel[] {
  if (parent === null) return ['epic'];
  const at = planLevels.indexOf(parent) + 1;
  const isBranch = at >= 3 && attempt < modelLimits.narrowAttempt;
  return planLevels.slice(at, isBranch ? planLevels.length : at + 1);
}

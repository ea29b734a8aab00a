import type { Finding, Severity, TaskType } from '@mosaic/contract';
import { severities } from '@mosaic/contract';
import { clampFactor, estimateTokens } from '@tony/core/planning';
import { documentLimits } from '../documents/document-limits.ts';
import { oneLine } from '../documents/plain-text.ts';
import { changeScope } from './change-scope.ts';
import { classifyTask } from './classify-task.ts';
import { componentOf } from './component-of.ts';
import { foundationNeeds } from './foundation-needs.ts';
import { phaseOrder } from './phase-order.ts';
import { type PhaseFacts, phaseFacts } from './phases.ts';
import type { PlannedTask } from './planned-task.ts';
import { polishCategory } from './polish-category.ts';
import { taskKeys } from './task-keys.ts';

export interface PlanInput {
  findings: readonly Finding[];
  /** First part of every task id, such as `MS`. */
  taskPrefix: string;
  milestone: string;
  /** Learned factors per task type; a missing one is 1. */
  factors: Readonly<Partial<Record<TaskType, number>>>;
  /** Names of the gates that close a phase. */
  verificationGates: readonly string[];
}

/**
 * Turns findings into tasks, in the order they will be worked on.
 *
 * Dependencies only ever point backwards in that order, so there is no cycle by
 * construction: every task of a phase waits for the verification of the phase before,
 * tasks of one file follow each other, foundations precede what relies on them, and the
 * verification of a phase waits for all of it. Phases without findings do not appear.
 */
export function planMission(input: PlanInput): PlannedTask[] {
  const keys = taskKeys(input.taskPrefix);
  const tasks: PlannedTask[] = [];
  let gateway: PlannedTask | null = null;
  for (const severity of severities) {
    const findings = input.findings.filter((finding) => finding.severity === severity);
    if (findings.length === 0) continue;
    const facts = phaseFacts[severity];
    const fixes = planPhase(findings, facts, input, keys.forFinding);
    if (gateway !== null) for (const fix of fixes) fix.dependsOn.unshift(gateway.key);
    gateway = verification(facts, severity, fixes, input, keys.forVerification(facts.number));
    tasks.push(...fixes, gateway);
  }
  return withBlocks(tasks);
}

interface Draft {
  index: number;
  finding: Finding;
  type: TaskType;
  component: string;
  estimateTokens: number;
  estimateFactor: number;
  files: string[];
}

function planPhase(
  findings: readonly Finding[],
  facts: PhaseFacts,
  input: PlanInput,
  nextKey: (findingId: string) => string,
): PlannedTask[] {
  const drafts = findings.map((finding, index) => draftTask(finding, index, input));
  const needs = foundationNeeds(
    drafts.map((each) => ({
      index: each.index,
      type: each.type,
      component: each.component,
      findingId: each.finding.id,
      text: `${each.finding.title}\n${each.finding.body}`,
    })),
  );
  const ordered = phaseOrder(
    drafts.map((each) => ({ ...each, needs: needs.get(each.index) ?? [] })),
  );
  const keyOf = new Map<number, string>();
  const lastOfFile = new Map<string, string>();
  return ordered.map((draft) => {
    const { index, finding, type, component, files } = draft;
    const key = nextKey(finding.id);
    // Keys given so far belong to earlier tasks; a need that comes later was part of a cycle.
    const dependsOn = new Set((needs.get(index) ?? []).flatMap((need) => keyOf.get(need) ?? []));
    for (const file of files) {
      const before = lastOfFile.get(file);
      if (before !== undefined) dependsOn.add(before);
      lastOfFile.set(file, key);
    }
    keyOf.set(index, key);
    return {
      key,
      kind: 'fix',
      type,
      severity: facts.severity,
      phase: facts.number,
      title: oneLine(`${finding.id}: ${finding.title}`, documentLimits.titleCharsMax),
      finding,
      component,
      branch: facts.branch,
      scope: changeScope(finding, type),
      dependsOn: [...dependsOn],
      blocks: [],
      estimateTokens: draft.estimateTokens,
      estimateFactor: draft.estimateFactor,
      category: polishCategory({ type, fileCount: files.length }),
    };
  });
}

function draftTask(finding: Finding, index: number, input: PlanInput): Draft {
  const type = classifyTask(finding);
  const files = [...new Set(finding.files.map((file) => file.path))];
  const text = `${finding.title}\n${finding.body}`;
  const estimateFactor = clampFactor(input.factors[type] ?? 1);
  return {
    index,
    finding,
    type,
    component: componentOf(finding),
    files,
    estimateFactor,
    estimateTokens: estimateTokens({
      type,
      fileCount: Math.max(files.length, statedFileCount(text)),
      needsTests: /\b(?:add|with|needs?|requires?|regression|unit) (?:\w+ )?tests?\b/i.test(text),
      needsDocs: /\b(?:readme|changelog|document(?:ation|ed)?)\b/i.test(text),
      factor: estimateFactor,
    }),
  };
}

/** "~40 files" in the text counts, because reports seldom list them all. */
function statedFileCount(text: string): number {
  const stated = Number(/(?:~|about|across|in) ?(\d{1,4}) files\b/i.exec(text)?.[1] ?? 0);
  return Math.min(stated, 5_000);
}

function verification(
  facts: PhaseFacts,
  severity: Severity,
  fixes: readonly PlannedTask[],
  input: PlanInput,
  key: string,
): PlannedTask {
  const gates =
    input.verificationGates.length === 0 ? 'no gates' : input.verificationGates.join(', ');
  const title = `Phase ${facts.number} verification of ${input.milestone}: ${gates} on ${facts.branch}`;
  return {
    key,
    kind: 'verification',
    type: 'VERIFICATION',
    severity,
    phase: facts.number,
    title: oneLine(title, documentLimits.titleCharsMax),
    finding: null,
    component: 'root',
    branch: facts.branch,
    scope: [],
    dependsOn: fixes.map((fix) => fix.key),
    blocks: [],
    estimateTokens: 0,
    estimateFactor: 1,
    category: null,
  };
}

function withBlocks(tasks: PlannedTask[]): PlannedTask[] {
  const byKey = new Map(tasks.map((task) => [task.key, task]));
  for (const task of tasks) {
    for (const key of task.dependsOn) byKey.get(key)?.blocks.push(task.key);
  }
  return tasks;
}

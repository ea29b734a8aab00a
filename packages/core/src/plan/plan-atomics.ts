import {
  limits,
  MosaicError,
  type PlanDocument,
  type TaskNode,
  type TaskType,
} from '@mosaic/contract';
import {
  type EstimateFactors,
  estimateAtomic,
  indexPlan,
  type PlanIndex,
} from '@tony/core/planning';
import { documentLimits } from '../documents/document-limits.ts';
import { oneLine } from '../documents/plain-text.ts';
import type { PhaseEntry, TaskEntry } from '../missions/rules/plan-entry.ts';
import type { Claims, PlanTerms } from '../missions/rules/plan-terms.ts';
import { atomicClaims, atomicLocks } from './atomic-claims.ts';
import { atomicNode } from './atomic-node.ts';
import { type AtomicOrder, allAtomics, atomicOrder, atomicsBelow } from './atomic-order.ts';
import { atomicScope } from './atomic-scope.ts';
import { workspaceOf } from './component-of.ts';
import { featurePhaseEntries } from './feature-phase-entries.ts';
import { featureOf, featurePhases } from './feature-phases.ts';
import { polishCategory } from './polish-category.ts';
import { workOrder } from './work-order.ts';

export interface AtomicsInput {
  /** Compiled without errors. */
  readonly document: PlanDocument;
  readonly taskPrefix: string;
  readonly milestone: string;
  readonly verificationGates: readonly string[];
  readonly factors: EstimateFactors;
  /** Id of the task with this key. */
  readonly idOf: (key: string) => string;
}

/** A task of a plan with what its worker is told. */
export interface AtomicTask {
  readonly entry: TaskEntry;
  readonly node: TaskNode | null;
  readonly scope: readonly string[];
}

export interface PlannedAtomics {
  readonly tasks: readonly AtomicTask[];
  readonly phases: readonly PhaseEntry[];
  readonly terms: PlanTerms;
}

/** What an atomic is when its plan does not say. */
const usualType: TaskType = 'FEATURE_ADD';

/**
 * Turns the atomics of a plan into tasks, in the order they will be worked on, phase by phase.
 *
 * Each phase ends with a verification, which waits for all of it, and everything in the next phase
 * waits for that one.
 */
export function planAtomics(input: AtomicsInput): PlannedAtomics {
  const index = indexPlan(input.document);
  const atomics = allAtomics(index);
  const phaseOf = featurePhases(index);
  const phases = featurePhaseEntries(index, phaseOf);
  refuseTooMany(atomics.length + phases.length);
  const order = atomicOrder(index);
  const claims = atomicClaims(index, atomics);
  const ordered = workOrder(index, atomics, input.factors);
  const idAt = (position: number) => input.idOf(index.nodes[position]?.id ?? '');
  const tasks: AtomicTask[] = [];
  let gateway: TaskEntry | null = null;
  for (const phase of phases) {
    const before: string[] = gateway === null ? [] : [gateway.id];
    const own = ordered
      .filter((position) => phaseOf.get(featureOf(index, position) ?? -1) === phase.number)
      .map((position) => {
        const needs = [...(order.needs.get(position) ?? [])].sort((left, right) => left - right);
        const dependsOn = [...before, ...needs.map(idAt)];
        return atomicTask(index, position, {
          input,
          phase,
          dependsOn,
          claims: claims.of(position),
        });
      });
    gateway = verification(phase, own, input);
    tasks.push(...own, { entry: gateway, node: null, scope: [] });
  }
  return { tasks, phases, terms: termsOf(index, order, claims.counters, idAt) };
}

function refuseTooMany(count: number): void {
  if (count <= limits.missionTasksMax) return;
  throw new MosaicError(
    'precondition_failed',
    `The plan would become ${count} tasks; a mission has at most ${limits.missionTasksMax}. Start its epics one by one: --plan E.001`,
  );
}

interface AtomicTerms {
  readonly input: AtomicsInput;
  readonly phase: PhaseEntry;
  readonly dependsOn: readonly string[];
  readonly claims: Claims;
}

function atomicTask(
  index: PlanIndex,
  position: number,
  { input, phase, dependsOn, claims }: AtomicTerms,
): AtomicTask {
  const found = index.nodes[position];
  if (!found) throw new Error(`The plan has no node ${position}`);
  const node = { ...found, taskType: found.taskType ?? usualType };
  const { taskType: type, files } = node;
  const entry: TaskEntry = {
    id: input.idOf(node.id),
    key: node.id,
    kind: 'atomic',
    type,
    severity: null,
    phase: phase.number,
    title: oneLine(node.title, documentLimits.titleCharsMax),
    findingId: null,
    component: workspaceOf(files[0] ?? '')?.name ?? 'root',
    branch: phase.branch,
    dependsOn,
    estimateTokens: estimateAtomic(node, input.factors).tokens ?? 0,
    files,
    category: polishCategory({ type, fileCount: Math.max(1, files.length) }),
    hasCheck: false,
    settled: null,
    claims,
    locks: atomicLocks(index, position),
    priority: node.priority,
  };
  return { entry, node: atomicNode(index, position), scope: atomicScope(node) };
}

function verification(
  phase: PhaseEntry,
  own: readonly AtomicTask[],
  { idOf, taskPrefix, milestone, verificationGates }: AtomicsInput,
): TaskEntry {
  const key = `${taskPrefix}-V${phase.number}-001`;
  const gates = verificationGates.join(', ') || 'no gates';
  const title = `Phase ${phase.number} verification of ${milestone}: ${gates} on ${phase.branch}`;
  return {
    id: idOf(key),
    key,
    kind: 'verification',
    type: 'VERIFICATION',
    severity: null,
    phase: phase.number,
    title: oneLine(title, documentLimits.titleCharsMax),
    findingId: null,
    component: 'root',
    branch: phase.branch,
    dependsOn: own.map(({ entry }) => entry.id),
    estimateTokens: 0,
    files: [],
    category: null,
    hasCheck: false,
    settled: null,
  };
}

function termsOf(
  index: PlanIndex,
  order: AtomicOrder,
  counters: readonly string[],
  idAt: (position: number) => string,
): PlanTerms {
  const ids = (positions: readonly number[]) => positions.map(idAt);
  const name = (position: number) => index.nodes[position]?.id ?? '';
  const above = index.nodes.filter((_, at) => !isAtomic(index, at));
  return {
    waits: order.waits.map(({ after, tasks }) => ({ after: ids(after), tasks: ids(tasks) })),
    conditions: order.conditions.map(({ node, tasks, sources }) => ({
      node: name(node),
      tasks: ids(tasks),
      sources: sources.map((source) => ({
        node: name(source.node),
        when: source.when,
        tasks: ids(source.tasks),
      })),
    })),
    counters,
    externals: index.document.externals.flatMap(({ nodeId, planId, otherId }) => {
      const at = index.positionOf.get(nodeId);
      return at === undefined
        ? []
        : [{ node: nodeId, planId, otherId, tasks: ids(atomicsBelow(index, at)) }];
    }),
    nodes: above.map(({ id, title }) => ({
      id,
      title: oneLine(title, documentLimits.titleCharsMax),
    })),
  };
}

function isAtomic(index: PlanIndex, position: number): boolean {
  return index.nodes[position]?.id.startsWith('A.') ?? false;
}

import {
  type OperationInput,
  type operations,
  type PlanDocument,
  PlanNode,
} from '@mosaic/contract';
import type { QueryContext } from '@mosaic/mcp';
import { childId } from '../plan/node-id.ts';
import type { DocumentReaders } from '../sources/document-readers.ts';
import { readDocument } from '../sources/read-document.ts';
import { renumberEpics } from '../sources/renumber-epics.ts';
import { firstFreeNumber } from './epic-numbers.ts';
import { createGoalPlanner, type GoalTools } from './plan-of-goal.ts';

export type From = OperationInput<typeof operations.addPlan>['from'];

/** What a plan is to be made of, and the epics it may not have. */
export interface MakeInput {
  readonly projectId?: string | undefined;
  readonly from: From;
  readonly taken: ReadonlySet<string>;
}

export interface MadePlan {
  readonly document: PlanDocument;
  /** True while an agent is still to fill it: it may be anything so far. */
  readonly isDrafting: boolean;
  /** What people should know of how it was made. */
  readonly notes: readonly string[];
}

export type MakePlan = (context: QueryContext, input: MakeInput) => Promise<MadePlan>;

export interface MakeTools extends GoalTools {
  readonly readers: DocumentReaders;
}

export function createMakePlan({ readers, ...tools }: MakeTools): MakePlan {
  const planGoal = createGoalPlanner(tools);
  return async (context, input) => {
    const { from, taken } = input;
    switch (from.kind) {
      case 'empty':
        return emptyPlan(from, taken);
      case 'document':
        return planOfDocument(from, taken, readers);
      case 'goal':
        return planGoal(context, from, input);
    }
  };
}

/** Makes an epic that is to be filled by an agent or by hand. */
function emptyPlan(
  { title, goal }: Extract<From, { kind: 'empty' }>,
  taken: ReadonlySet<string>,
): MadePlan {
  const epic = PlanNode.parse({
    id: childId(null, firstFreeNumber(taken)),
    parentId: null,
    title,
    description: goal,
  });
  return {
    document: {
      version: 1,
      title,
      goal,
      source: { kind: 'manual', name: null },
      nodes: [epic],
      edges: [],
      resources: [],
      externals: [],
    },
    isDrafting: true,
    notes: [],
  };
}

/** Reads a plan out of a document; one of our own keeps the numbers it has as far as they are free. */
function planOfDocument(
  { text, name, format }: Extract<From, { kind: 'document' }>,
  taken: ReadonlySet<string>,
  readers: DocumentReaders,
): MadePlan {
  const read = readDocument(text, { format, name }, readers);
  const isTaken = read.document.nodes.some(({ id }) => taken.has(id));
  const document =
    isTaken && read.format !== 'plan'
      ? renumberEpics(read.document, firstFreeNumber(taken))
      : read.document;
  return { document, isDrafting: false, notes: read.notes };
}

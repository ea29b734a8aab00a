import type {
  Operation,
  OperationInput,
  OperationOutput,
  Plan,
  PlanDocument,
} from '@mosaic/contract';
import {
  type CommandContext,
  type CommandOptions,
  command,
  type Handler,
  type QueryContext,
} from '@mosaic/mcp';
import { indexPlan } from '../plan/plan-index.ts';
import type { PlanCompute } from './compute/plan-compute.ts';
import type { CheckedPlan } from './compute/plan-jobs.ts';
import { type DocumentPatch, diffDocuments } from './document-patch.ts';
import type { TwoWays } from './list-patch.ts';
import type { LoadedPlan, PlanMemory } from './plan-memory.ts';
import { findPlan, type PlanScope, type StoredPlan, toPlan } from './plan-store.ts';
import { requireBase, requireFit, requireNodesKept, requireSmall } from './refuse-change.ts';
import { type ReadyDocument, readyDocument, setColumns, storeVersion } from './store-version.ts';

/** What all handlers of plans share. */
export interface PlanTools {
  readonly memory: PlanMemory;
  readonly compute: PlanCompute;
}

/** What a command makes of a plan; it is stored only if nobody was faster. */
export interface Draft<Extra> {
  /** That of the base itself where nothing is to be changed. */
  readonly document: PlanDocument;
  /** What was done, in a few words, for the history and for who was slower. */
  readonly what: string;
  /** Of a change that takes a step of the history back or makes it again. */
  readonly step?: { readonly kind: 'undo' | 'redo'; readonly seq: number } | undefined;
  readonly columns?: Partial<StoredPlan>;
  readonly extra: Extra;
}

/** The store as a draft may see it: outside and inside the transaction. */
export type DraftScope = PlanScope & Pick<QueryContext, 'clock'>;

export interface Change<Op extends Operation, Outside, Extra>
  extends Pick<CommandOptions, 'isSlow' | 'isOutputStored'> {
  /** Reads what is neither in the store nor in the plan; never in a transaction. */
  readonly outside?: (context: QueryContext, input: OperationInput<Op>) => Promise<Outside>;
  readonly draft: (
    scope: DraftScope,
    base: LoadedPlan,
    input: OperationInput<Op>,
    outside: Outside,
  ) => Promise<Draft<Extra>>;
  readonly answer: (changed: {
    plan: Plan;
    checked: CheckedPlan;
    extra: Extra;
  }) => OperationOutput<Op>;
}

/** Everything but the writing. */
interface Prepared<Extra> {
  readonly base: LoadedPlan;
  readonly draft: Draft<Extra>;
  readonly ready: ReadyDocument;
  readonly patch: TwoWays<DocumentPatch> | null;
}

/**
 * A command that makes a new version of a plan.
 *
 * The new version is computed before the transaction, which only writes it. Whoever was faster is
 * found by the row as it was read: who named the version to start from then gets `conflict`, for
 * the others it is computed once more on what is there now.
 */
export function changeHandler<Op extends Operation, Extra, Outside = undefined>(
  { memory }: PlanTools,
  operation: Op,
  change: Change<Op, Outside, Extra>,
): Handler {
  const prepare = async (
    scope: DraftScope,
    input: OperationInput<Op>,
    outside: Outside,
  ): Promise<Prepared<Extra>> => {
    const { planId, baseVersion } = namesPlan(input);
    const base = await memory.load(scope, planId);
    requireBase(base.row, baseVersion);
    const draft = await change.draft(scope, base, input, outside);
    const isSame = draft.document === base.document;
    const index = isSame ? base.index : indexPlan(draft.document);
    requireNodesKept(base, index);
    requireFit(index.document);
    const checked = await (isSame
      ? memory.check(scope, base)
      : memory.checkDocument(scope, index.document));
    const ready = readyDocument(scope.clock.newId('plan'), index, checked);
    return {
      base,
      draft,
      ready,
      patch: isSame ? null : diffDocuments(base.document, ready.document),
    };
  };
  return command<Op, { prepared: Prepared<Extra>; outside: Outside }>(
    operation,
    async (context, input, { prepared, outside }) => {
      const { planId, baseVersion } = namesPlan(input);
      const row = await findPlan(context, planId);
      requireBase(row, baseVersion);
      const isNewest = JSON.stringify(row) === JSON.stringify(prepared.base.row);
      if (!isNewest) requireSmall(row, prepared.ready.document);
      const current = isNewest ? prepared : await prepare(context, input, outside);
      const plan = await store(context, row, current);
      const { ready, draft } = current;
      if (current.patch !== null) memory.keep(ready.stamp, ready.document, ready.checked);
      return change.answer({ plan, checked: ready.checked, extra: draft.extra });
    },
    {
      isSlow: change.isSlow ?? false,
      isOutputStored: change.isOutputStored ?? true,
      before: async (context, input) => {
        const outside = (await change.outside?.(context, input)) as Outside;
        return { outside, prepared: await prepare(context, input, outside) };
      },
    },
  );
}

async function store(
  context: CommandContext,
  row: StoredPlan,
  { draft: { what, step, columns = {} }, ready, patch }: Prepared<unknown>,
): Promise<Plan> {
  context.target(row.id);
  if (patch !== null) {
    const move = step ?? { kind: 'add' as const, summary: what, patch };
    return storeVersion(context, row, { ready, move, what, columns });
  }
  if (Object.keys(columns).length === 0) return toPlan(row);
  return setColumns(context, row, what, columns);
}

/** Every operation that changes a plan names it, and some the version they start from. */
function namesPlan(input: unknown): { planId: string; baseVersion?: number } {
  return input as { planId: string; baseVersion?: number };
}

import { type OperationOutput, operations, type Plan, type PlanEdit } from '@mosaic/contract';
import type { QueryClient } from '@tanstack/react-query';
import { patchDocument } from '../plan/patch-document.ts';
import type { Hub } from './hub.ts';
import { createIdempotencyKey } from './idempotency-key.ts';
import { keys, planParts } from './keys.ts';

type PlanData = OperationOutput<typeof operations.planDocument>;
export type EditAnswer = OperationOutput<typeof operations.editPlan>;

/** A command that can be sent again as it was when no answer came. */
export interface Prepared<Answer> {
  send(): Promise<Answer>;
}

export interface PlanSender {
  /** Version of the plan that is shown. */
  version(): number;
  /** Shows what the edits will do, where that is certain; call the answer to take it back. */
  showEarly(edits: readonly PlanEdit[]): () => void;
  edit(edits: PlanEdit[], seen: number, summary: string): Prepared<EditAnswer>;
  step(direction: 'undo' | 'redo', seen: number): Prepared<Plan>;
  /** Reads the plan and all that follows from it. */
  readAgain(): Promise<void>;
}

/** Commands that change one plan, and what they do to what the page holds of it. */
export function createPlanSender(hub: Hub, queryClient: QueryClient, planId: string): PlanSender {
  const key = keys.plan(planId);
  const made = new Set<number>();
  const shown = () => queryClient.getQueryData<PlanData>(key);

  /** The version somebody saw, moved on over what was changed from here since. */
  function baseOf(seen: number): number {
    let base = seen;
    while (made.has(base + 1)) base += 1;
    return base;
  }

  function adopt(plan: Plan): void {
    made.add(plan.version);
    queryClient.setQueryData<PlanData>(key, (old) => old && { ...old, plan });
    void queryClient.invalidateQueries({ queryKey: keys.plans });
  }

  async function renewParts(): Promise<void> {
    await Promise.all(
      planParts.map((part) =>
        queryClient.invalidateQueries({ queryKey: keys.planPart(part, planId) }),
      ),
    );
  }

  async function readAgain(): Promise<void> {
    await queryClient.invalidateQueries({ queryKey: key });
    void renewParts();
  }

  return {
    version: () => shown()?.plan.version ?? 1,
    readAgain,
    showEarly(edits) {
      const old = shown();
      const document = old && patchDocument(old.document, edits);
      if (!old || !document) return () => {};
      // An answer under way is older than what is shown from now on.
      void queryClient.cancelQueries({ queryKey: key });
      queryClient.setQueryData<PlanData>(key, { ...old, document });
      return () => queryClient.setQueryData<PlanData>(key, old);
    },
    edit: (edits, seen, summary) =>
      prepare(async (idempotencyKey, base) => {
        const input = { planId, edits, summary, baseVersion: base(seen) };
        const answer = await hub.call(operations.editPlan, input, { idempotencyKey });
        adopt(answer.plan);
        const document = shown()?.document;
        const isShown = document !== undefined && patchDocument(document, edits) !== null;
        if (isShown) void renewParts();
        else await readAgain();
        return answer;
      }, baseOf),
    step: (direction, seen) =>
      prepare(async (idempotencyKey, base) => {
        const operation = direction === 'undo' ? operations.undoPlan : operations.redoPlan;
        const input = { planId, baseVersion: base(seen) };
        const plan = await hub.call(operation, input, { idempotencyKey });
        adopt(plan);
        await readAgain();
        return plan;
      }, baseOf),
  };
}

/** The base is settled when it is first sent: what was changed before it is in it by then. */
function prepare<Answer>(
  send: (idempotencyKey: string, base: (seen: number) => number) => Promise<Answer>,
  baseOf: (seen: number) => number,
): Prepared<Answer> {
  const idempotencyKey = createIdempotencyKey();
  let settled: number | null = null;
  const base = (seen: number) => {
    settled ??= baseOf(seen);
    return settled;
  };
  return { send: () => send(idempotencyKey, base) };
}

import type { Plan, PlanDocument, PlanNodeProgress, ScheduledNode } from '@mosaic/contract';
import { createContext, use } from 'react';
import type { PlanEditor } from '../../data/use-plan-editor.ts';
import type { Outline } from '../../plan/outline.ts';

/** The plan that is shown, for everything on its page. */
export interface PlanContextValue {
  plan: Plan;
  document: PlanDocument;
  outline: Outline;
  editor: PlanEditor;
  /** Empty while no mission runs it. */
  progressOf: ReadonlyMap<string, PlanNodeProgress>;
  /** Empty while the plan can not be scheduled. */
  scheduleOf: ReadonlyMap<string, ScheduledNode>;
  /** Atomics of the longest chain, in order; empty while the plan can not be scheduled. */
  criticalPath: readonly string[];
  /** Shows a node beside the page; null shows none. */
  onNode: (id: string | null) => void;
}

export const PlanContext = createContext<PlanContextValue | null>(null);

export function usePlan(): PlanContextValue {
  const value = use(PlanContext);
  if (value === null) throw new Error('usePlan needs a PlanContext above it');
  return value;
}

import { type Finding, operations, type TaskNode } from '@mosaic/contract';
import type { TaskEntry } from '../rules/plan-entry.ts';
import type { EffectContext } from './effect.ts';

/** What the worker of a planned task is told, and allowed files; built-in tasks have neither. */
export interface EntryDetails {
  finding: Finding | null;
  node: TaskNode | null;
  scope: string[];
}

/** Adds tasks to the tasks module; those that are there already stay as they are. */
export async function addEntries(
  { caller, state }: EffectContext,
  entries: readonly TaskEntry[],
  details: ReadonlyMap<string, EntryDetails>,
): Promise<void> {
  if (entries.length === 0) return;
  const { missionId, projectId } = state.settings;
  await caller.call(operations.addTasks, {
    tasks: entries.map((entry) => ({
      id: entry.id,
      projectId,
      missionId,
      key: entry.key,
      kind: entry.kind,
      type: entry.type,
      severity: entry.severity,
      phase: entry.phase,
      title: entry.title,
      finding: details.get(entry.id)?.finding ?? null,
      node: details.get(entry.id)?.node ?? null,
      component: entry.component,
      branch: entry.branch,
      scope: details.get(entry.id)?.scope ?? [],
      dependsOn: [...entry.dependsOn],
      estimateTokens: entry.estimateTokens,
    })),
  });
}

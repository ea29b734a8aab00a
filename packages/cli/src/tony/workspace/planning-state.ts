import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MosaicError, PlanId, ProjectId } from '@mosaic/contract';
import { z } from 'zod';
import { methodologies } from './methodologies.ts';
import { placeOf } from './safe-path.ts';
import type { Workspace } from './workspace.ts';
import { writeFiles } from './write-files.ts';

export const stateFile = 'planning-state.json';

/** What `planning-state.json` says: which plan this workspace is about and how far it is. */
export const PlanningState = z.object({
  project_name: z.string().min(1).max(300),
  methodology: z.enum(methodologies),
  /** How many of the four phases this planning has. */
  phases: z.int().min(1).max(4),
  initialized_at: z.iso.datetime(),
  current_phase: z.enum(['ready', 'phase_1', 'phase_2', 'phase_3', 'phase_4', 'completed']),
  planning_workspace: z.string(),
  version: z.string(),
  last_completed_phase: z.int().min(1).max(4).optional(),
  updated_at: z.iso.datetime().optional(),
  /** The plan in the hub. */
  plan_id: PlanId,
  project_id: ProjectId.nullable(),
});

export type PlanningState = z.output<typeof PlanningState>;

/** Longest state that is read, in bytes. */
const bytesMax = 64 * 1024;

/** The state of a workspace; null where nothing was initialised. */
export function readState(workspace: Workspace): PlanningState | null {
  const text = read(placeOf(workspace, stateFile));
  return text === null ? null : toState(workspace, text);
}

/** A state from its text; throws `precondition_failed` for what is none. */
export function toState(workspace: Workspace, text: string): PlanningState {
  const parsed = PlanningState.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MosaicError(
    'precondition_failed',
    `${join(workspace.root, stateFile)} is not a state of this version: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}. Begin anew with: tony plan clean --force && tony plan init`,
  );
}

/** The same, for verbs that need a planning to go on with. */
export function requireState(workspace: Workspace): PlanningState {
  const state = readState(workspace);
  if (state !== null) return state;
  throw new MosaicError(
    'precondition_failed',
    `There is no planning in ${workspace.name}. Begin with: tony plan init`,
  );
}

export function writeState(workspace: Workspace, state: PlanningState): void {
  const text = `${JSON.stringify(PlanningState.parse(state), null, 2)}\n`;
  writeFiles(workspace, [{ path: stateFile, text }]);
}

function read(place: string): string | null {
  try {
    return statSync(place).size > bytesMax ? '' : readFileSync(place, 'utf8');
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

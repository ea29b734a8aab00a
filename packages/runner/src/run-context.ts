import type { Project, RunAssignment } from '@mosaic/contract';
import type { Vault } from '@mosaic/git';
import type { RunLog } from './run-log.ts';
import type { RunnerOptions } from './runner-options.ts';

/** All that one run works with. */
export interface RunContext {
  readonly options: RunnerOptions;
  readonly assignment: RunAssignment;
  readonly project: Project;
  readonly vault: Vault;
  readonly log: RunLog;
  /** Aborted when the run may not go on. */
  readonly signal: AbortSignal;
  readonly sandbox: 'bubblewrap' | 'unsandboxed';
  readonly runId: string;
  readonly fencingToken: number;
}

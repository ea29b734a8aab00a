import type { Finding, PolishCategory, Severity, TaskType } from '@mosaic/contract';

/** A task as the plan decides it; refers to other tasks by `key`, since ids are given later. */
export interface PlannedTask {
  /** `MS-{CAT}-{NNN}`, unique in the mission. */
  key: string;
  kind: 'fix' | 'verification';
  type: TaskType;
  severity: Severity;
  phase: number;
  /** `{FindingID}: summary` for fixes. */
  title: string;
  finding: Finding | null;
  /** Workspace (`repo` column). */
  component: string;
  branch: string;
  /** Globs of the files a run may change; empty for a verification, which changes none. */
  scope: string[];
  dependsOn: string[];
  /** The other direction of `dependsOn`. */
  blocks: string[];
  estimateTokens: number;
  /** Factor of the learnings that `estimateTokens` contains. */
  estimateFactor: number;
  /** First guess for the polish stage; null for a verification. */
  category: PolishCategory | null;
}

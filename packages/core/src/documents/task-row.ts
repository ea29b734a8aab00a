import type { TaskStatus } from '@mosaic/contract';

/** Columns of `docs/tasks.md`, in this order. */
export const taskColumns = [
  'id',
  'status',
  'description',
  'issue',
  'repo',
  'branch',
  'depends_on',
  'blocks',
  'agent',
  'started_at',
  'completed_at',
  'estimate',
  'used',
] as const;

export type TaskColumn = (typeof taskColumns)[number];

/** One line of `docs/tasks.md`; null is an empty cell. */
export interface TaskRow {
  id: string;
  status: TaskStatus;
  description: string;
  /** `#NNN` */
  issue: string | null;
  repo: string;
  branch: string;
  dependsOn: string[];
  blocks: string[];
  agent: string | null;
  /** ISO 8601 */
  startedAt: string | null;
  completedAt: string | null;
  estimateTokens: number | null;
  usedTokens: number | null;
}

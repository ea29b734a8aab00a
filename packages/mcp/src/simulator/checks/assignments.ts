import type { Committed } from '../history.ts';

/** A task as it was handed to somebody. */
export interface Assigned {
  readonly kind: 'run' | 'job';
  readonly task: { readonly id: string; readonly projectId: string | null };
  readonly lease: {
    readonly agentId: string;
    readonly sessionId: string;
    readonly runId: string | null;
    readonly fencingToken: number;
    readonly expiresAt: string;
  };
}

/** What a committed command leased, to whoever asked or waited. */
export function assignmentsOf({
  operation,
  output,
}: Pick<Committed, 'operation' | 'output'>): readonly Assigned[] {
  if (operation === 'task.claim') return (output as { assignments: Assigned[] }).assignments;
  if (operation !== 'task.assign') return [];
  const { served } = output as { served: { assignments: Assigned[] }[] };
  return served.flatMap(({ assignments }) => assignments);
}

/** An agent able to do what is asked, and what it has to do already. */
export interface Candidate {
  readonly agentId: string;
  readonly openDeliveries: number;
  readonly runningTasks: number;
}

/** The least busy one with room in its inbox; ties go by id, so that the choice can be repeated. */
export function chooseAgent(candidates: readonly Candidate[], inboxMax: number): Candidate | null {
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    if (candidate.openDeliveries >= inboxMax) continue;
    if (best === null || isLessBusy(candidate, best)) best = candidate;
  }
  return best;
}

function isLessBusy(a: Candidate, b: Candidate): boolean {
  const difference = loadOf(a) - loadOf(b);
  return difference < 0 || (difference === 0 && a.agentId < b.agentId);
}

function loadOf({ openDeliveries, runningTasks }: Candidate): number {
  return openDeliveries + runningTasks;
}

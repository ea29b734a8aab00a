const idFields = ['runId', 'taskId', 'handoffId', 'missionId', 'projectId', 'agentId'] as const;

/** The id of the thing acted upon, for audit: the most specific id field of the input. */
export function targetOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null) return null;
  for (const field of idFields) {
    const value = (input as Record<string, unknown>)[field];
    if (typeof value === 'string') return value.slice(0, 80);
  }
  return null;
}

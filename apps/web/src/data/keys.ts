/** Names of everything the page keeps; the first word is the kind, so that a kind can be renewed at once. */
export const keys = {
  system: ['system'],
  projects: ['projects'],
  agents: ['agents'],
  missions: ['missions'],
  mission: (missionId: string) => ['mission', missionId],
  tasks: (missionId: string) => ['tasks', missionId],
  task: (taskId: string) => ['task', taskId],
  runs: (missionId: string) => ['runs', missionId],
  taskRuns: (taskId: string) => ['task-runs', taskId],
  evidence: (missionId: string) => ['evidence', missionId],
  taskEvidence: (taskId: string) => ['task-evidence', taskId],
  evidenceDetail: (evidenceId: string) => ['evidence-detail', evidenceId],
  handoffs: (missionId: string) => ['handoffs', missionId],
  feed: (missionId: string) => ['feed', missionId],
  plans: ['plans'],
  plan: (planId: string) => ['plan', planId],
  /** All that follows from a plan begins with its id, so that it can be renewed at once. */
  planPart: (part: PlanPart, planId: string, asked?: unknown) =>
    asked === undefined ? [part, planId] : [part, planId, asked],
  templates: (goal: string) => ['templates', goal],
} as const;

export const planParts = [
  'plan-check',
  'plan-schedule',
  'plan-forecast',
  'plan-compare',
  'plan-gaps',
  'plan-history',
] as const;
export type PlanPart = (typeof planParts)[number] | 'plan-progress';

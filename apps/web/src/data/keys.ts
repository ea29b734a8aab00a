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
} as const;

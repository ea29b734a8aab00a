import { heartbeatAgent, listAgents, registerAgent, showAgent } from './operations/agent.ts';
import { listAudit, verifyAudit } from './operations/audit.ts';
import { listEvents, watchEvents } from './operations/event.ts';
import { addEvidence, countEvidence, listEvidence, showEvidence } from './operations/evidence.ts';
import {
  acknowledgeHandoff,
  addHandoff,
  listHandoffs,
  recordHandoff,
  showHandoff,
} from './operations/handoff.ts';
import {
  listMissions,
  missionStatus,
  recordMission,
  resumeMission,
  startMission,
  stopMission,
  watchMission,
} from './operations/mission.ts';
import { addProject, listProjects, showProject, updateProject } from './operations/project.ts';
import {
  appendRunLog,
  checkRun,
  finishRun,
  followRun,
  listRuns,
  loseRun,
  reportRun,
  runLogs,
  showRun,
  startRun,
} from './operations/run.ts';
import { systemStatus } from './operations/system.ts';
import {
  addTasks,
  claimTask,
  expireTasks,
  freeTask,
  heartbeatTask,
  listTasks,
  offerTask,
  releaseTask,
  settleTask,
  showTask,
  withdrawTask,
} from './operations/task.ts';

/** Every capability of the product. A new one is one file and one line here; all doors follow. */
export const operations = {
  addProject,
  updateProject,
  listProjects,
  showProject,
  startMission,
  listMissions,
  missionStatus,
  watchMission,
  stopMission,
  resumeMission,
  recordMission,
  listTasks,
  showTask,
  claimTask,
  heartbeatTask,
  releaseTask,
  addTasks,
  offerTask,
  settleTask,
  withdrawTask,
  expireTasks,
  freeTask,
  listRuns,
  showRun,
  runLogs,
  followRun,
  appendRunLog,
  reportRun,
  finishRun,
  startRun,
  checkRun,
  loseRun,
  addEvidence,
  listEvidence,
  countEvidence,
  showEvidence,
  registerAgent,
  heartbeatAgent,
  listAgents,
  showAgent,
  addHandoff,
  acknowledgeHandoff,
  listHandoffs,
  showHandoff,
  recordHandoff,
  listEvents,
  watchEvents,
  listAudit,
  verifyAudit,
  systemStatus,
} as const;

export type Operations = typeof operations;

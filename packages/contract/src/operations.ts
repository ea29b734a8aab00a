import { heartbeatAgent, listAgents, registerAgent, showAgent } from './operations/agent.ts';
import { listAudit, verifyAudit } from './operations/audit.ts';
import { listEvents, watchEvents } from './operations/event.ts';
import { addEvidence, listEvidence, showEvidence } from './operations/evidence.ts';
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
  resumeMission,
  startMission,
  stopMission,
  watchMission,
} from './operations/mission.ts';
import { addProject, listProjects, showProject, updateProject } from './operations/project.ts';
import {
  appendRunLog,
  finishRun,
  followRun,
  listRuns,
  reportRun,
  runLogs,
  showRun,
} from './operations/run.ts';
import { systemStatus } from './operations/system.ts';
import {
  addTasks,
  claimTask,
  heartbeatTask,
  listTasks,
  offerTask,
  releaseTask,
  settleTask,
  showTask,
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
  listTasks,
  showTask,
  claimTask,
  heartbeatTask,
  releaseTask,
  addTasks,
  offerTask,
  settleTask,
  listRuns,
  showRun,
  runLogs,
  followRun,
  appendRunLog,
  reportRun,
  finishRun,
  addEvidence,
  listEvidence,
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

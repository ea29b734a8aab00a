export {
  type AgentManager,
  createAgentManager,
  type SpawnedWork,
  type SpawnRequest,
} from './framework/agent-manager.ts';
export { type AgentTypeFacts, agentTypes } from './framework/agent-types.ts';
export { judgeVersions, type Meeting, requireFit, type Verdict } from './framework/handshake.ts';
export {
  createPlanningEngine,
  type MadePlan,
  type PlanningEngine,
  type PlanOptions,
} from './framework/planning-engine.ts';
export {
  createPluginSystem,
  type PluginStatus,
  type PluginSystem,
} from './framework/plugin-system.ts';
export {
  type MissingDependency,
  type Resolution,
  resolveDependencies,
} from './framework/resolve-dependencies.ts';
export { TonyFramework, type TonyOptions } from './framework/tony-framework.ts';
export type { PluginContext, PluginDependency, TonyPlugin } from './framework/tony-plugin.ts';
export {
  ownVersionMatrix,
  readVersionMatrix,
  type VersionMatrix,
} from './framework/version-matrix.ts';
export { tonyVersion } from './version.ts';

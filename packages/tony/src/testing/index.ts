export {
  type ConformanceCase,
  type ConformanceSubject,
  runtimeConformance,
} from '../conformance/runtime-conformance.ts';
export { behaviours, type Change } from './behaviours.ts';
export { scriptedAcpArgv, scriptedCommandArgv } from './scripted-argv.ts';
export {
  type ModelAnswer,
  type ModelRequest,
  type ModelWire,
  type ScriptedModelServer,
  startModelServer,
} from './scripted-model-server.ts';
export {
  goodAnswer,
  levelsAsked,
  type PlannerAnswer,
  type PlannerNode,
} from './scripted-planner.ts';
export { type SpawnedHost, spawnHost } from './spawn-host.ts';
export type { Plan, Script, Step } from './step.ts';
export { testEnvironment, testSubject } from './test-subject.ts';
export { createWorkTree, type WorkTree } from './work-tree.ts';

export {
  type Engine,
  type EngineLog,
  type EngineOptions,
  startEngine,
  vaultDirectory,
} from './missions/engine.ts';
export { createMissionStates, type MissionStates } from './missions/mission-states.ts';
export { defaultStepTimeouts, type StepTimeouts } from './missions/rules/settings.ts';
export { missionsModule } from './missions/service.ts';
export { type DetectedSettings, type DetectSettings, projectsModule } from './projects/service.ts';
export { documentReaders } from './report/document-readers.ts';

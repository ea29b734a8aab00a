export { type AcpRuntimeOptions, createAcpRuntime } from './acp/acp-runtime.ts';
export { type CommandRuntimeOptions, createCommandRuntime } from './command/command-runtime.ts';
export { type HandoffFacts, handoffContext } from './context/handoff-context.ts';
export { createFixerRuntime, type FixerRuntimeOptions, fixerId } from './fixer/fixer-runtime.ts';
export {
  type AcpProgramConfig,
  createRuntimes,
  type ProgramConfig,
  type RuntimesConfig,
} from './registry/create-runtimes.ts';
export { findProgram } from './registry/find-program.ts';
export { presets, type RuntimePreset } from './registry/presets.ts';
export { type PresetProbe, probePresets } from './registry/probe-presets.ts';
export type {
  AgentSession,
  HostEnd,
  HostExit,
  HostProcess,
  OpenedSession,
  OpenRequest,
  Runtime,
  RuntimeCapabilities,
  RuntimeEvent,
  RuntimeHost,
  SpawnOptions,
  StopReason,
  TaskFacts,
  TurnEnd,
} from './runtime.ts';
export {
  type CountScope,
  contextPercent,
  openLedger,
  recordTurn,
  type SessionUsage,
  type TokenCounts,
  type TokenLedger,
} from './usage.ts';
export { driveWorker } from './worker/drive-worker.ts';
export { handoffPack } from './worker/prompts.ts';
export type {
  HandoffReason,
  SavedState,
  WorkerHandoff,
  WorkerOutcome,
  WorkerRequest,
  WorkerUsage,
} from './worker/worker-request.ts';

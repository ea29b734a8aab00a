export { hubHost } from './open-egress.ts';
export { type Runner, startRunner } from './runner.ts';
export type {
  RunnerDirectories,
  RunnerLog,
  RunnerOptions,
  SandboxPolicy,
  ToolPaths,
} from './runner-options.ts';

export { type HomeDirectories, homeDirectories } from './home-directories.ts';
export { builtWebDirectory, installRoot } from './product-files.ts';
export type { SandboxChoice } from './sandbox-policy.ts';
export type { StandaloneOptions } from './standalone-options.ts';
export { type HubOptions, type RunningHub, startHub } from './start-hub.ts';
export { type RunnerProcessOptions, startRunnerProcess } from './start-runner-process.ts';
export { storeMigrations } from './store-migrations.ts';

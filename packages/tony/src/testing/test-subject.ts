import type { ConformanceSubject } from '../conformance/runtime-conformance.ts';
import type { Runtime } from '../runtime.ts';
import { spawnHost } from './spawn-host.ts';
import type { Script } from './step.ts';
import { createWorkTree } from './work-tree.ts';

/** Environment of programs in tests: a search path, and git without anybody's settings. */
export function testEnvironment(searchPath: string | undefined): Readonly<Record<string, string>> {
  return {
    PATH: searchPath ?? '/usr/bin:/bin',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
  };
}

/** A subject over plain processes; only the command line differs between runtimes. */
export function testSubject(options: {
  makeRuntime(argv: string[]): Runtime;
  argvFor(plan: string): string[];
  env: Readonly<Record<string, string>>;
}): ConformanceSubject {
  return {
    makeRuntime: (script: Script) =>
      options.makeRuntime(options.argvFor(JSON.stringify({ default: script }))),
    makeMissing: () => options.makeRuntime(['no-such-program']),
    openHost: (workdir) => spawnHost({ workdir, env: options.env }),
    createWorkTree: () => createWorkTree(options.env),
  };
}

import { createClient } from '@mosaic/client';
import { loadSecrets } from '@mosaic/mcp';
import type { Runner } from '@mosaic/runner';
import { homeDirectories } from './home-directories.ts';
import { createLogger } from './logger.ts';
import { type SandboxChoice, sandboxPolicy } from './sandbox-policy.ts';
import { startLocalRunner } from './start-local-runner.ts';

export interface RunnerProcessOptions {
  /** Home of the hub: a runner shares its vaults, so both are on one machine. */
  home: string;
  hubUrl: string;
  name: string;
  slots: number;
  version: string;
  logLevel: string;
  sandbox: SandboxChoice;
}

/** A runner in a process of its own. */
export async function startRunnerProcess(options: RunnerProcessOptions): Promise<Runner> {
  const { runnerToken } = loadSecrets(options.home);
  const policy = await sandboxPolicy(options.sandbox, homeDirectories(options.home));
  return startLocalRunner({
    ...options,
    client: createClient({ baseUrl: options.hubUrl, token: runnerToken }),
    policy,
    logger: createLogger(options.logLevel),
  });
}

import { createClient } from '@mosaic/client';
import { deriveSecrets, loadSecrets } from '@mosaic/mcp';
import type { Runner } from '@mosaic/runner';
import { homeDirectories } from './home-directories.ts';
import { createLogger } from './logger.ts';
import { runnerPatience } from './runner-patience.ts';
import { type SandboxChoice, sandboxPolicy } from './sandbox-policy.ts';
import { startLocalRunner } from './start-local-runner.ts';

export interface RunnerProcessOptions {
  /** Home of the hub: a runner shares its vaults, so both are on one machine. */
  home: string;
  /** Addresses of the hub: one, or one for each node. */
  hubUrl: string | readonly string[];
  /** Folder of the missions' repositories; below the home unless given. */
  vaults?: string;
  /** File with the secret that all nodes share; the secrets of the home unless given. */
  secretFile?: string | null;
  name: string;
  slots: number;
  version: string;
  logLevel: string;
  sandbox: SandboxChoice;
}

/** A runner in a process of its own. */
export async function startRunnerProcess(options: RunnerProcessOptions): Promise<Runner> {
  if (options.secretFile) deriveSecrets(options.home, options.secretFile);
  const { runnerToken } = loadSecrets(options.home);
  const directories = homeDirectories(options.home, options.vaults);
  const policy = await sandboxPolicy(options.sandbox, directories);
  const urls = [options.hubUrl].flat();
  return startLocalRunner({
    ...options,
    directories,
    hubUrl: urls[0] ?? '',
    client: createClient({ baseUrl: urls, token: runnerToken, ...runnerPatience }),
    policy,
    logger: createLogger(options.logLevel),
  });
}

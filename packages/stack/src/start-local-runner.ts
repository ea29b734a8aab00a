import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@mosaic/client';
import { programs, toolDirectories } from '@mosaic/dev';
import { type Runner, type SandboxPolicy, startRunner } from '@mosaic/runner';
import { createRuntimes } from '@tony/core/runtimes';
import type { Logger } from 'pino';
import type { HomeDirectories } from './home-directories.ts';
import { loadRuntimes } from './load-runtimes.ts';
import { installRoot, nodeDirectory } from './product-files.ts';

export interface LocalRunnerOptions {
  client: Client;
  hubUrl: string;
  home: string;
  directories: HomeDirectories;
  name: string;
  slots: number;
  version: string;
  policy: SandboxPolicy;
  logger: Logger;
}

/** A runner on this machine, with the runtimes its operator configured. */
export async function startLocalRunner(options: LocalRunnerOptions): Promise<Runner> {
  const node = join(nodeDirectory, 'node');
  const configured = loadRuntimes(options.home);
  return startRunner({
    client: options.client,
    hubUrl: options.hubUrl,
    name: `${options.name}@${hostname()}`,
    version: options.version,
    slots: options.slots,
    directories: options.directories,
    runtimes: createRuntimes({ fixer: { argv: [node, programs.fix] }, ...configured.runtimes }),
    sandbox: options.policy,
    tools: {
      readable: [...new Set([...toolDirectories(), nodeDirectory, ...configured.readable])],
      path: [nodeDirectory, join(installRoot, 'node_modules/.bin'), ...configured.path],
      reviewCommand: (name, folder) => [
        node,
        programs.review,
        '--root',
        '.',
        '--out',
        folder,
        '--name',
        name,
        '--offline',
        // Configuration files of a repository are code: loaded only where a sandbox is around it.
        ...(options.policy.kind === 'bubblewrap' ? [] : ['--no-config-code']),
      ],
    },
    log: options.logger,
  });
}

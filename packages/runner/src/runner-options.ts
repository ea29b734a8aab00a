import type { Client } from '@mosaic/client';
import type { Gate, Project } from '@mosaic/contract';
import type { Runtime } from '@tony/core/runtimes';

/** What one runner is and may do. */
export interface RunnerOptions {
  client: Client;
  /** Unique among runners; registering the same name again continues the same agent. */
  name: string;
  version: string;
  /** Runs done at the same time. */
  slots: number;
  directories: RunnerDirectories;
  runtimes: ReadonlyMap<string, Runtime>;
  sandbox: SandboxPolicy;
  tools: ToolPaths;
  /** Address of the hub as workers see it, for their MCP endpoint. */
  hubUrl: string;
  log: RunnerLog;
}

export interface RunnerDirectories {
  /** Bare repositories, one per mission; shared with the hub. */
  vaults: string;
  /** Clones that agents work in. */
  clones: string;
  /** Fresh checkouts that gates run in. */
  checkouts: string;
  /** Sockets of egress brokers. */
  sockets: string;
}

/** Whether commands are sandboxed, and what happens where they cannot be. */
export interface SandboxPolicy {
  kind: 'bubblewrap' | 'none';
  /** Why there is none; empty otherwise. */
  reason: string;
  /** The operator allowed commands without a sandbox. */
  isWaived: boolean;
  /** Repositories that are ours in every command, such as the built-in sample. */
  isTrusted: (project: Project) => boolean;
}

/** Programs lent to sandboxed commands. */
export interface ToolPaths {
  /** Directories that must be readable for the programs below. */
  readable: readonly string[];
  /** Search path of commands, after the checkout's own `node_modules/.bin`. */
  path: readonly string[];
  /** Command line that reviews `cwd` and writes Markdown files to the folder given last. */
  reviewCommand: (reportName: string, folder: string) => readonly string[];
}

export interface RunnerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export type NamedGate = Pick<Gate, 'name' | 'command' | 'timeoutMs'>;

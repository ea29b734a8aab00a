import type { Module } from '../../module.ts';
import { claimHandlers } from './claim-handlers.ts';
import { lifeHandlers } from './life-handlers.ts';
import { readHandlers } from './read-handlers.ts';
import { agentMigrations } from './tables.ts';

/** Who takes work, what they are able to do, and which of them live. */
export const agentsModule: Module = {
  name: 'agents',
  migrations: agentMigrations,
  handlers: [...lifeHandlers, ...readHandlers, ...claimHandlers],
};

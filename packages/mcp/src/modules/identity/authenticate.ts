import { createHash, timingSafeEqual } from 'node:crypto';
import { MosaicError, type Permission } from '@mosaic/contract';
import type { Authenticate } from '../../pipeline/create-backbone.ts';
import type { LocalSecrets } from './token-files.ts';
import { readWorkerToken, type WorkerBinding } from './worker-token.ts';

const runnerPermissions: ReadonlySet<Permission> = new Set([
  'agent:work',
  'agent:read',
  'task:work',
  'task:read',
  'run:work',
  'run:read',
  'evidence:work',
  'project:read',
  'mission:read',
  'state:work',
  'state:read',
  'lock:work',
  'lock:read',
  'message:work',
  'message:read',
] as const);

const workerPermissions: ReadonlySet<Permission> = new Set([
  'task:read',
  'run:read',
  'run:work',
  'evidence:read',
] as const);

/** Tells whether the run of a worker token still holds its lease. */
export type IsRunOpen = (binding: WorkerBinding) => Promise<boolean>;

/** Bearer token → principal: the owner, a runner, or a worker bound to its run. */
export function createAuthenticate(secrets: LocalSecrets, isRunOpen: IsRunOpen): Authenticate {
  const owner = digest(secrets.ownerToken);
  const runner = digest(secrets.runnerToken);
  return async (token) => {
    if (token === null || token === '') throw refused('No token was sent');
    const given = digest(token);
    if (timingSafeEqual(given, owner)) {
      return { name: 'owner', tenant: 'local', permissions: 'all', binding: null };
    }
    if (timingSafeEqual(given, runner)) {
      return { name: 'runner', tenant: 'local', permissions: runnerPermissions, binding: null };
    }
    const binding = readWorkerToken(secrets.key, token);
    if (!binding) throw refused('The token is not one of this hub');
    if (!(await isRunOpen(binding))) throw refused('The run of this token is over');
    return {
      name: `task:${binding.taskId}`,
      tenant: 'local',
      permissions: workerPermissions,
      binding: { taskId: binding.taskId, runId: binding.runId },
    };
  };
}

function refused(what: string): MosaicError {
  return new MosaicError(
    'unauthenticated',
    `${what}. Send "Authorization: Bearer <token>"; the owner's is in the file owner-token of MOSAIC_HOME.`,
  );
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

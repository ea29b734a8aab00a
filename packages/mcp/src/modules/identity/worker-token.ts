import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a worker token is bound to. */
export interface WorkerBinding {
  taskId: string;
  runId: string;
  fencingToken: number;
}

const prefix = 'mst';

/**
 * A token that needs no storage: it names its run and is sealed with the hub's key.
 *
 * It is valid as long as that run holds its lease, so ending the run revokes it.
 */
export function issueWorkerToken(key: Buffer, binding: WorkerBinding): string {
  const payload = Buffer.from(
    [binding.taskId, binding.runId, binding.fencingToken].join(' '),
  ).toString('base64url');
  return `${prefix}.${payload}.${seal(key, payload)}`;
}

/** The binding of a genuine token; null for anything else. Whether the run is open is not checked. */
export function readWorkerToken(key: Buffer, token: string): WorkerBinding | null {
  const [kind, payload, given, ...more] = token.split('.');
  if (kind !== prefix || !payload || !given || more.length > 0) return null;
  const expected = Buffer.from(seal(key, payload));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const [taskId, runId, fencing] = Buffer.from(payload, 'base64url').toString().split(' ');
  if (!taskId || !runId || !fencing) return null;
  return { taskId, runId, fencingToken: Number(fencing) };
}

function seal(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}

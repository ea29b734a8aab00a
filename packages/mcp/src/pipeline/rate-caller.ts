import type { Operation } from '@mosaic/contract';
import { laneOf } from './admission/lane.ts';
import type { Principal } from './principal.ts';
import type { RateCaller } from './rate-limiter.ts';

/** Whose rates a call counts against. */
export function rateCaller(principal: Principal, operation: Operation, input: unknown): RateCaller {
  return {
    tenant: principal.tenant,
    principal: principal.name,
    agentId: agentOf(input),
    isVital: laneOf(operation) === 'vital',
  };
}

/** The input was not validated yet: whatever it says is only the name of a bucket. */
function agentOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('agentId' in input)) return null;
  return typeof input.agentId === 'string' ? input.agentId.slice(0, 120) : null;
}

import { isMosaicError, type Operation } from '@mosaic/contract';
import { auditAppender } from '../modules/audit/append-audit.ts';
import { authorise } from './authorise.ts';
import type { Call } from './backbone.ts';
import { canonicalHash } from './canonical-hash.ts';
import type { PipelineScope } from './create-backbone.ts';
import { missionForAudit } from './mission-of.ts';
import { type Principal, tenantForAudit } from './principal.ts';
import { rateCaller } from './rate-caller.ts';
import type { RateCaller } from './rate-limiter.ts';
import { targetOf } from './target-of.ts';

/**
 * Authorises a call from a door, then takes it from the principal's rate.
 *
 * A refused command is part of the story an auditor asks for; a refused query is not.
 * Refusals count against the rate like other calls: once it is used up they are still
 * refused but no longer recorded, so that nobody can fill the log without bound.
 */
export async function admit(
  scope: PipelineScope,
  operation: Operation,
  principal: Principal,
  call: Call,
): Promise<void> {
  const refusal = refusalOf(principal, operation, call.input);
  const caller = rateCaller(principal, operation, call.input);
  if (refusal === null) return scope.rateLimiter.take(caller);
  if (operation.kind === 'command' && isWithinRate(scope, caller)) {
    const record = {
      ...tenantForAudit(principal),
      at: scope.clock.now(),
      principal: principal.name,
      surface: call.surface,
      operation: operation.name,
      target: targetOf(call.input),
      ...missionForAudit(call.input),
      outcome: refusal.code,
      inputSha256: hashOf(call.input),
    };
    await scope.store.write(async (_store, append) => append(auditAppender, [record]), {
      tenant: principal.tenant,
    });
  }
  throw refusal;
}

function refusalOf(principal: Principal, operation: Operation, input: unknown) {
  try {
    authorise(principal, operation, input);
    return null;
  } catch (error) {
    if (isMosaicError(error)) return error;
    throw error;
  }
}

function isWithinRate(scope: PipelineScope, caller: RateCaller): boolean {
  try {
    scope.rateLimiter.take(caller);
    return true;
  } catch (error) {
    if (isMosaicError(error) && error.code === 'rate_limited') return false;
    throw error;
  }
}

/** Refused input was not validated: nested too deeply it cannot be walked, and is recorded as that. */
function hashOf(input: unknown): string {
  try {
    return canonicalHash(input);
  } catch {
    return canonicalHash('input nested too deeply');
  }
}

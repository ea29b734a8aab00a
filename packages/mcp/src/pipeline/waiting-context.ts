import { type Operation, splitName } from '@mosaic/contract';
import type { PipelineScope } from './create-backbone.ts';
import type { StreamContext } from './handler.ts';
import { type Principal, systemPrincipal } from './principal.ts';
import { queryContext } from './run-query.ts';

/** What a command that waits in its own way may use meanwhile; it holds no transaction. */
export function waitingContext(
  scope: PipelineScope,
  operation: Operation,
  principal: Principal,
  until: AbortSignal,
): StreamContext {
  const { noun } = splitName(operation.name);
  return {
    ...queryContext(scope, principal, until),
    waitForHint: (topic, timeoutMs) => scope.hints.wait(topic, timeoutMs, until),
    onHint: scope.hints.listen,
    command: scope.callerFor(systemPrincipal(noun, principal.tenant)).call,
  };
}

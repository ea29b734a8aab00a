import { isMosaicError, MosaicError } from '@mosaic/contract';
import type { Surface } from './backbone.ts';
import type { PipelineScope } from './create-backbone.ts';
import type { Principal } from './principal.ts';

interface Observed {
  operation: string;
  surface: Surface;
}

/** What is learned of a call on its way. */
export interface Seen {
  principal: Principal | null;
}

/** Measures a call and turns bugs into `internal` with a reference, so that nothing inner leaks. */
export async function observeCall<T>(
  scope: PipelineScope,
  call: Observed,
  work: (seen: Seen) => Promise<T>,
): Promise<T> {
  const seen: Seen = { principal: null };
  const finish = startMeasuring(scope, call, seen);
  try {
    const output = await scope.storeGate.pass(() => scope.calls.track(() => work(seen)));
    finish(null);
    return output;
  } catch (error) {
    const failure = toFailure(scope, call.operation, error);
    finish(failure);
    throw failure;
  }
}

/** Treats failures while a stream runs the same way; its opening is what was measured. */
export async function* observeStream<Item>(
  scope: PipelineScope,
  operation: string,
  items: AsyncIterable<Item>,
): AsyncIterable<Item> {
  try {
    yield* scope.storeGate.passItems(items);
  } catch (error) {
    throw toFailure(scope, operation, error);
  }
  // An end would tell the caller that there is nothing more; it shall go on elsewhere instead.
  scope.calls.requireOpen();
}

function startMeasuring(scope: PipelineScope, { operation, surface }: Observed, seen: Seen) {
  const startedAt = performance.now();
  const known = scope.handlers.has(operation) ? operation : 'unknown';
  return (failure: MosaicError | null) =>
    scope.metrics.observe({
      operation: known,
      surface,
      durationMs: performance.now() - startedAt,
      principal: seen.principal,
      failure,
    });
}

function toFailure(scope: PipelineScope, operation: string, error: unknown): MosaicError {
  if (isMosaicError(error)) return error;
  const reference = scope.reportBug(error, scope.handlers.has(operation) ? operation : 'unknown');
  return new MosaicError(
    'internal',
    `Something went wrong inside the hub. Reference ${reference} is in its log.`,
    { details: { reference } },
  );
}

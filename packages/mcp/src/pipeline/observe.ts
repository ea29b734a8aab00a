import { isMosaicError, MosaicError } from '@mosaic/contract';
import type { Surface } from './backbone.ts';
import type { PipelineScope } from './create-backbone.ts';

interface Observed {
  operation: string;
  surface: Surface;
}

/** Measures a call and turns bugs into `internal` with a reference, so that nothing inner leaks. */
export async function observeCall<T>(
  scope: PipelineScope,
  call: Observed,
  work: () => Promise<T>,
): Promise<T> {
  const finish = startMeasuring(scope, call);
  try {
    const output = await scope.storeGate.pass(() => scope.calls.track(work));
    finish('ok');
    return output;
  } catch (error) {
    const failure = toFailure(scope, call.operation, error);
    finish(failure.code);
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

function startMeasuring(scope: PipelineScope, { operation, surface }: Observed) {
  const startedAt = performance.now();
  const known = scope.handlers.has(operation) ? operation : 'unknown';
  return (outcome: string) =>
    scope.metrics.observe(known, surface, outcome, performance.now() - startedAt);
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

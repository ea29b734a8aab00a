import type { Operation } from '@mosaic/contract';
import { canonicalJson } from '../../pipeline/canonical-hash.ts';
import type { ClientCall } from '../history.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** Nothing acknowledged is lost: what a client is told was committed before, and in these words. */
export function checkAnswer(
  world: World,
  operation: Operation,
  call: ClientCall,
  output: unknown,
): void {
  try {
    const commands = world.history.of(call);
    if (commands.length === 0) {
      violate(`${call.client} was told that ${call.operation} is done, but nothing was committed`);
    }
    const told = canonicalJson(output);
    if (commands.some((command) => canonicalJson(operation.output.parse(command.output)) === told))
      return;
    violate(`${call.client} was told something else than ${call.operation} committed: ${told}`);
  } catch (error) {
    world.fail(error);
  }
}

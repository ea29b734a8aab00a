import type { Operation } from '@mosaic/contract';
import { canonicalJson } from '../../pipeline/canonical-hash.ts';
import type { ClientCall, Committed } from '../history.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';
import { type Assigned, assignmentsOf } from './assignments.ts';

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
    const isSame = ({ output: committed }: Committed) =>
      canonicalJson(operation.output.parse(committed)) === told;
    if (commands.some(isSame) || wasHandedOut(world, call, output)) return;
    violate(`${call.client} was told something else than ${call.operation} committed: ${told}`);
  } catch (error) {
    world.fail(error);
  }
}

/** Whoever waits for tasks may be served in a transaction of the hub's own. */
function wasHandedOut(world: World, { operation }: ClientCall, output: unknown): boolean {
  if (operation !== 'task.claim') return false;
  const leased = new Set(
    world.history.committed
      .filter((command) => command.operation === 'task.assign')
      .flatMap(assignmentsOf)
      .map(placeOf),
  );
  return assignmentsOf({ operation, output }).every((assigned) => leased.has(placeOf(assigned)));
}

function placeOf({ task, lease }: Assigned): string {
  return `${task.id} ${lease.fencingToken} ${lease.sessionId} ${lease.runId}`;
}

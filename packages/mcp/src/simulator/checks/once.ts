import type { Handler } from '../../pipeline/handler.ts';
import { violate } from '../violation.ts';
import type { Watch, World } from '../world.ts';

/** What was sent again with the same idempotency key is done once. */
export function onceCheck(world: World, handlers: readonly Handler[]): Watch {
  const repeatable = new Map<string, (output: unknown) => boolean>();
  for (const handler of handlers) {
    if (handler.kind !== 'command') continue;
    const { isOutputStored, longPoll } = handler.options;
    if (isOutputStored === false) repeatable.set(handler.operation.name, () => true);
    else if (longPoll) {
      repeatable.set(handler.operation.name, (output) => longPoll.isEmpty(output as never));
    }
  }
  return (commands) => {
    for (const { call, operation, output, isNested } of commands) {
      if (call?.key === undefined || isNested) continue;
      if (repeatable.get(operation)?.(output)) continue;
      const times = world.history
        .of(call)
        .filter((command) => !repeatable.get(operation)?.(command.output)).length;
      if (times > 1) violate(`${operation} of ${call.client} was done ${times} times with one key`);
    }
  };
}

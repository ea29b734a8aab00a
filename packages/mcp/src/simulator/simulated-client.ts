import {
  type ErrorCode,
  isMosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
} from '@mosaic/contract';
import type { Call } from '../pipeline/backbone.ts';
import { validateInput } from '../pipeline/validate.ts';
import { checkAnswer } from './checks/check-answer.ts';
import type { ClientCall } from './history.ts';
import { createNetwork, type Network } from './network.ts';
import type { Random } from './random.ts';
import { signalOf } from './record-commands.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { World } from './world.ts';

/** How a call ended, as the client was told. */
export type Reply<Output> =
  | { readonly ok: true; readonly output: Output }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

export interface CallOptions {
  /** Time after which the client no longer waits for one answer, in milliseconds. */
  readonly timeoutMs?: number;
  /** The client gives up after so many tries; for ever unless given. */
  readonly triesMax?: number;
  /** Called as a module inside the hub, not through a door. */
  readonly isSystem?: boolean;
  /** Asks without an idempotency key, as one who cares for the first answer only. */
  readonly hasKey?: boolean;
}

/** Somebody outside who calls the hub as real clients do: with time limits, and again with the same key. */
export interface SimulatedClient {
  readonly name: string;
  readonly random: Random;
  readonly network: Network;
  sleep(ms: number): Promise<void>;
  /** A node to try next. */
  anyNode(): SimulatedNode;
  /** Asks until there is a definite answer. */
  call<Op extends Operation>(
    operation: Op,
    input: OperationRawInput<Op>,
    options?: CallOptions,
  ): Promise<Reply<OperationOutput<Op>>>;
}

/** Failures after which the same call may be sent again. */
const passing: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal', 'rate_limited']);

export function createClient(
  world: World,
  nodes: readonly SimulatedNode[],
  name: string,
): SimulatedClient {
  const random = world.random(name);
  const network = createNetwork(world, name, random);
  let preferred = random.pick(nodes);
  let calls = 0;
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      world.scheduler.after(ms, `${name} goes on`, () => resolve());
    });
  return {
    name,
    random,
    network,
    sleep,
    anyNode: () => random.pick(nodes),
    async call(operation, input, options = {}) {
      calls += 1;
      const { isSystem = false, triesMax = Number.POSITIVE_INFINITY, hasKey = true } = options;
      const call: ClientCall = {
        id: world.nextCallId(),
        client: name,
        operation: operation.name,
        input: isSystem ? validateInput(operation, input) : input,
        key: isSystem || !hasKey || operation.kind !== 'command' ? undefined : `${name} ${calls}`,
        isSystem,
        invokedAt: world.scheduler.now(),
      };
      for (let tries = 1; ; tries += 1) {
        const reply = await ask(world, network, preferred, {
          operation,
          call,
          timeoutMs: options.timeoutMs ?? 3_000,
        });
        if (reply !== null && (reply.ok || !passing.has(reply.code))) {
          world.story.tell(
            () => `${name} was told ${operation.name}: ${reply.ok ? 'ok' : reply.code}`,
          );
          if (reply.ok && operation.kind === 'command')
            checkAnswer(world, operation, call, reply.output);
          return reply as never;
        }
        if (tries >= triesMax) {
          return { ok: false, code: 'unavailable', message: 'given up' } as never;
        }
        preferred = random.pick(nodes);
        await sleep(random.between(20, 400) * Math.min(tries, 5));
      }
    },
  };
}

/** One request; null when no answer came in time. */
function ask(
  world: World,
  network: Network,
  node: SimulatedNode,
  { operation, call, timeoutMs }: { operation: Operation; call: ClientCall; timeoutMs: number },
): Promise<Reply<unknown> | null> {
  const { promise, resolve } = Promise.withResolvers<Reply<unknown> | null>();
  const leave = new AbortController();
  const cancel = world.scheduler.after(timeoutMs, `${call.client} waits no longer`, () => {
    resolve(null);
    // The closed socket reaches the node, unless that is lost as well.
    network.toNode(node, 'gone', () => leave.abort());
  });
  network.toNode(node, call.operation, () => {
    serve(world, node, operation, call, leave).then((reply) => {
      if (reply === null) return;
      network.toClient(node, `${call.operation} ${reply.ok ? 'ok' : reply.code}`, () => {
        cancel();
        resolve(reply);
      });
    }, world.fail);
  });
  return promise;
}

async function serve(
  { planted }: World,
  node: SimulatedNode,
  operation: Operation,
  call: ClientCall,
  leave: AbortController,
): Promise<Reply<unknown> | null> {
  const hub = node.hub();
  if (hub === null) return null;
  // Doubled requests are two requests: each has a signal of its own.
  const own = new AbortController();
  leave.signal.addEventListener('abort', () => own.abort());
  const asked: Call = {
    operation: call.operation,
    input: call.input,
    token: call.client,
    surface: 'rest',
    signal: signalOf(call, own),
    ...(call.key === undefined ? {} : { idempotencyKey: call.key }),
  };
  try {
    const output = call.isSystem
      ? await hub.system(call.client).call(operation, call.input as never)
      : await hub.call(planted.call?.(asked) ?? asked);
    return { ok: true, output };
  } catch (error) {
    if (!isMosaicError(error)) throw error;
    return { ok: false, code: error.code, message: error.message };
  }
}

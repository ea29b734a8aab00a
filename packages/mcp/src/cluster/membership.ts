import { type BusLine, isMosaicError, operations } from '@mosaic/contract';
import type { Logger } from 'pino';
import type { Clock } from '../pipeline/clock.ts';
import type { Hub } from '../pipeline/create-backbone.ts';
import type { Duties, StartDuty } from './duty.ts';
import { dutyGuard } from './duty-lease.ts';
import { clusterLimits } from './limits.ts';
import { nodesTopic } from './nodes-module.ts';

/** What a node says of itself with each beat. */
export interface NodeFacts {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly startedAtMs: number;
  url(): string | null;
  bus(): BusLine[];
}

export interface MembershipOptions {
  hub: Hub;
  clock: Clock;
  logger: Logger;
  node: NodeFacts;
  /** Told with each beat whether some other node hears only the second way of the bus. */
  onPeers: (isPeerDeaf: boolean) => void;
}

/** A duty this node wants, and its life while it has it. */
interface Wanted {
  readonly name: string;
  readonly start: StartDuty;
  epoch: number;
  /** By this node's clock, counted from before the beat was sent: earlier than the store's. */
  heldUntil: number;
  end: (() => Promise<void>) | null;
  /** The end of an earlier life, which must be over before the next begins. */
  ending: Promise<void> | null;
}

/**
 * Beats for this node and does its duties as long as the store says that they are its own.
 *
 * A node that cannot beat stops its duties by its own clock before another may take them.
 * If even that fails, since it was stopped as a whole, the guard refuses what it writes.
 */
export function joinCluster(options: MembershipOptions): Duties {
  const { hub, clock, node } = options;
  const caller = hub.system('nodes');
  const wanted: Wanted[] = [];
  const stopping = new AbortController();

  const beat = async (): Promise<void> => {
    const sentAt = clock.now();
    const duties = wanted.map(({ name }) => name);
    const { held, isPeerDeaf } = await caller.call(operations.beatNode, {
      nodeId: node.id,
      name: node.name,
      url: node.url(),
      version: node.version,
      startedAtMs: node.startedAtMs,
      bus: node.bus(),
      duties,
    });
    options.onPeers(isPeerDeaf);
    for (const each of wanted.filter(({ name }) => duties.includes(name))) {
      const epoch = held.find(({ name }) => name === each.name)?.epoch ?? null;
      if (each.end !== null && each.epoch !== epoch) finish(options, each);
      if (epoch === null || stopping.signal.aborted || each.ending !== null) continue;
      each.heldUntil = sentAt + clusterLimits.dutyMs;
      if (each.end === null) begin(options, each, epoch);
    }
  };
  const running = (async () => {
    while (!stopping.signal.aborted) {
      const woken = hub.hints.wait(nodesTopic, clusterLimits.beatMs, stopping.signal);
      await beat().catch((error: unknown) => {
        const isExpected = isMosaicError(error) && error.code === 'unavailable';
        if (!isExpected) options.logger.warn({ err: error }, 'this node could not beat');
      });
      await woken;
    }
  })();
  const close = async (): Promise<void> => {
    stopping.abort();
    await running;
    for (const each of wanted) finish(options, each);
    await Promise.all(wanted.map(({ ending }) => ending));
    await caller
      .call(operations.leaveNode, { nodeId: node.id })
      .catch((error: unknown) =>
        options.logger.warn({ err: error }, 'this node could not sign off; it will be forgotten'),
      );
  };
  let closed: Promise<void> | null = null;
  return {
    add(name, start) {
      wanted.push({ name, start, epoch: 0, heldUntil: 0, end: null, ending: null });
      hub.hints.wake(nodesTopic);
    },
    held: () => wanted.filter(({ end }) => end !== null).map(({ name }) => name),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function begin(options: MembershipOptions, each: Wanted, epoch: number): void {
  const { clock, node, logger } = options;
  const over = new AbortController();
  let cancel = () => {};
  // Beats that hang must not keep a duty alive: the node's own clock ends it as well.
  const watch = () => {
    const rest = each.heldUntil - clock.now();
    if (rest <= 0) finish(options, each);
    else cancel = clock.after(rest, watch);
  };
  each.epoch = epoch;
  const stop = each.start({ guard: dutyGuard(each.name, node.id, epoch), signal: over.signal });
  watch();
  logger.info({ duty: each.name, epoch }, 'this node has the duty');
  each.end = async () => {
    cancel();
    over.abort();
    await stop();
    logger.info({ duty: each.name, epoch }, 'this node gave the duty up');
  };
}

/** Ends a duty without being waited for: other duties must go on being kept meanwhile. */
function finish({ logger }: MembershipOptions, each: Wanted): void {
  const { end, name } = each;
  if (end === null) return;
  each.end = null;
  each.ending = end()
    .catch((error: unknown) => logger.warn({ err: error, duty: name }, 'a duty did not end well'))
    .finally(() => {
      each.ending = null;
    });
}

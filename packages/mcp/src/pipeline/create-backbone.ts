import { MosaicError, type Operation, splitName } from '@mosaic/contract';
import type { Bus } from '../cluster/bus.ts';
import { hubLimits } from '../limits.ts';
import type { Module } from '../module.ts';
import { createEventFeed, type EventFeed } from '../modules/events/event-feed.ts';
import type { KnownQuotas } from '../modules/quotas/known-quotas.ts';
import type { Store } from '../store/store.ts';
import { type Admission, openAdmission } from './admission/admission.ts';
import { laneOf } from './admission/lane.ts';
import { admit } from './admit.ts';
import { isAllowed } from './authorise.ts';
import type { Backbone, Call } from './backbone.ts';
import { type BatchCheck, createBatchCheck, oneByOne } from './batches.ts';
import { type CallsInProgress, createCallsInProgress } from './calls-in-progress.ts';
import type { Clock } from './clock.ts';
import type { Guard } from './guard.ts';
import type { Handler } from './handler.ts';
import { createHints, type Hints } from './hints.ts';
import type { Metrics } from './metrics.ts';
import { observeCall, observeStream, type Seen } from './observe.ts';
import { type Principal, systemPrincipal } from './principal.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { type CommandCall, runCommand } from './run-command.ts';
import { runQuery, runStream } from './run-query.ts';
import { openGate, type StoreGate } from './store-gate.ts';
import type { SystemCaller } from './system-caller.ts';
import { validateInput } from './validate.ts';

/** Turns a bearer token into a principal, or throws `unauthenticated`. */
export type Authenticate = (token: string | null) => Promise<Principal>;

/** Receives failures that are bugs; returns the reference id the caller is given. */
export type ReportBug = (error: unknown, operation: string) => string;

export interface BackboneOptions {
  store: Store;
  modules: readonly Module[];
  clock: Clock;
  authenticate: Authenticate;
  reportBug: ReportBug;
  rateLimiter: RateLimiter;
  metrics: Metrics;
  /** What quotas there are; none are charged by the pipeline where this is not given. */
  quotas?: Pick<KnownQuotas, 'isSet'>;
  /** Lets in what the hub gets done in time; everything where none is given. */
  admission?: Admission;
  /** Carries hints to other nodes; none where this is the only one. */
  bus?: Bus;
  /** Stands before every call; open where the store cannot get out of reach. */
  storeGate?: StoreGate;
}

/** What the parts of the pipeline share. */
export interface PipelineScope extends BackboneOptions {
  readonly storeGate: StoreGate;
  readonly admission: Admission;
  readonly hints: Hints;
  readonly feed: EventFeed;
  readonly checkBatch: BatchCheck;
  readonly calls: CallsInProgress;
  readonly handlers: ReadonlyMap<string, Handler>;
  /** Calls operations from inside, as this principal. */
  callerFor(principal: Principal): SystemCaller;
}

/** The backbone with what only the inside of the hub may use. */
export interface Hub extends Backbone {
  readonly hints: Hints;
  readonly feed: EventFeed;
  readonly admission: Admission;
  /**
   * Calls as a module of the hub: same pipeline, no token, every operation. A `guard` is asked
   * in the transaction of each command. It acts for the tenant of an installation that has only
   * one, unless another is given.
   */
  system(module: string, options?: { guard?: Guard; tenant?: string }): SystemCaller;
  /** Refuses new calls, ends long polls and streams, and waits for the rest. */
  close(): Promise<void>;
}

/** Builds the pipeline over the modules' handlers. Two handlers for one operation are refused. */
export function createBackbone(options: BackboneOptions): Hub {
  const handlers = collectHandlers(options.modules);
  const calls = createCallsInProgress();
  const hints = createHints(options.clock, options.bus);
  const { reader } = options.store;
  const scope: PipelineScope = {
    ...options,
    storeGate: options.storeGate ?? openGate,
    admission: options.admission ?? openAdmission,
    hints,
    feed: createEventFeed({
      reader,
      hints,
      clock: options.clock,
      observer: options.metrics.feed,
    }),
    checkBatch: createBatchCheck(),
    calls,
    handlers,
    callerFor: (principal) => systemCaller(scope, principal),
  };
  const operations = [...handlers.values()]
    .map(({ operation }) => operation)
    .filter(({ internal }) => internal !== true);
  const open = async (call: Call, kinds: readonly Handler['kind'][], seen: Seen) => {
    calls.requireOpen();
    const principal = await options.authenticate(call.token);
    seen.principal = principal;
    scope.admission.learn(call.token, principal);
    const handler = handlers.get(call.operation);
    if (!handler || handler.operation.internal || !kinds.includes(handler.kind)) {
      throw new MosaicError('not_found', `There is no operation ${call.operation}.`);
    }
    await admit(scope, handler.operation, principal, call);
    const lane = laneOf(handler.operation);
    const leave = await scope.admission.enter(principal, lane, call.signal);
    return { principal, handler, leave };
  };
  const streamBatches: Backbone['streamBatches'] = async (call) => {
    const items = await observeCall(scope, call, async (seen) => {
      const { principal, handler, leave } = await open(call, ['stream'], seen);
      leave();
      const input = validateInput(handler.operation, call.input);
      const { noun } = splitName(handler.operation.name);
      const caller = systemCaller(scope, systemPrincipal(noun, principal.tenant));
      return runStream(scope, handler, principal, caller, input, call.signal);
    });
    return observeStream(scope, call.operation, items);
  };
  return {
    operations,
    hints,
    feed: scope.feed,
    admission: scope.admission,
    authenticate: options.authenticate,
    isAllowed,
    call: (call) =>
      observeCall(scope, call, async (seen) => {
        const { principal, handler, leave } = await open(call, ['query', 'command'], seen);
        const done = perform(scope, handler, principal, call);
        if (!mayWait(handler)) return done.finally(leave);
        leave();
        return done;
      }),
    streamBatches,
    stream: async (call) => oneByOne(await streamBatches(call)),
    system: (module, { guard, tenant } = {}) =>
      systemCaller(scope, systemPrincipal(module, tenant), guard),
    close: () => calls.close(hubLimits.drainMsMax),
  };
}

/** Whoever waits for something to come takes no place from others meanwhile. */
function mayWait(handler: Handler): boolean {
  if (handler.kind === 'stream') return false;
  if (handler.options.isSlow === true) return true;
  return handler.kind === 'command' && handler.options.longPoll !== undefined;
}

function collectHandlers(modules: readonly Module[]): ReadonlyMap<string, Handler> {
  const handlers = new Map<string, Handler>();
  for (const handler of modules.flatMap((module) => module.handlers)) {
    const { name } = handler.operation;
    if (handlers.has(name)) throw new Error(`Two handlers for ${name}`);
    handlers.set(name, handler);
  }
  return handlers;
}

async function perform(
  scope: PipelineScope,
  handler: Handler,
  principal: Principal,
  call: CommandCall,
): Promise<unknown> {
  if (handler.kind === 'command') return runCommand(scope, handler, principal, call);
  const input = validateInput(handler.operation, call.input);
  return runQuery(scope, handler, principal, input, call.signal);
}

function systemCaller(scope: PipelineScope, principal: Principal, guard?: Guard): SystemCaller {
  const find = (operation: Operation): Handler => {
    const handler = scope.handlers.get(operation.name);
    if (!handler) throw new Error(`No module handles ${operation.name}`);
    return handler;
  };
  return {
    call: (operation, input) =>
      observeCall(scope, { operation: operation.name, surface: 'system' }, async () =>
        perform(scope, find(operation), principal, {
          operation: operation.name,
          input,
          surface: 'system',
          ...(guard === undefined ? {} : { guard }),
        }),
      ) as never,
  };
}

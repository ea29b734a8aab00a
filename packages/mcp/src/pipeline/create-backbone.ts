import { MosaicError, type Operation } from '@mosaic/contract';
import type { Module } from '../module.ts';
import type { Store } from '../store/store.ts';
import { authorise, isAllowed } from './authorise.ts';
import type { Backbone, Call, Surface } from './backbone.ts';
import type { Clock } from './clock.ts';
import type { Handler } from './handler.ts';
import { createHints, type Hints } from './hints.ts';
import type { Metrics } from './metrics.ts';
import type { Principal } from './principal.ts';
import { systemPrincipal } from './principal.ts';
import type { createRateLimiter } from './rate-limiter.ts';
import { runCommand } from './run-command.ts';
import { runQuery, runStream } from './run-query.ts';
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
  rateLimiter: ReturnType<typeof createRateLimiter>;
  metrics: Metrics;
}

/** What the parts of the pipeline share. */
export interface PipelineScope extends BackboneOptions {
  readonly hints: Hints;
  readonly handlers: ReadonlyMap<string, Handler>;
}

/** The backbone with what only the inside of the hub may use. */
export interface Hub extends Backbone {
  readonly hints: Hints;
  /** Calls as a module of the hub: same pipeline, no token, every operation. */
  system(module: string): SystemCaller;
}

/** Builds the pipeline over the modules' handlers. Two handlers for one operation are refused. */
export function createBackbone(options: BackboneOptions): Hub {
  const handlers = collectHandlers(options.modules);
  const scope: PipelineScope = { ...options, hints: createHints(), handlers };
  const operations = [...handlers.values()]
    .map(({ operation }) => operation)
    .filter(({ internal }) => internal !== true);
  const open = async (call: Call, kinds: readonly Handler['kind'][]) => {
    const principal = await options.authenticate(call.token);
    const handler = handlers.get(call.operation);
    if (!handler || handler.operation.internal || !kinds.includes(handler.kind)) {
      throw new MosaicError('not_found', `There is no operation ${call.operation}.`);
    }
    options.rateLimiter.take(principal.name);
    return { principal, handler };
  };
  return {
    operations,
    hints: scope.hints,
    authenticate: options.authenticate,
    isAllowed,
    call: (call) =>
      observed(scope, call.operation, call.surface, async () => {
        const { principal, handler } = await open(call, ['query', 'command']);
        return perform(scope, handler, principal, call);
      }),
    stream: async (call) => {
      const { principal, handler } = await open(call, ['stream']);
      authorise(principal, handler.operation, call.input);
      const input = validateInput(handler.operation, call.input);
      return runStream(scope, handler, principal, input, call.signal);
    },
    system: (module) => systemCaller(scope, module),
  };
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
  call: Omit<Call, 'token'>,
): Promise<unknown> {
  if (handler.kind === 'command') return runCommand(scope, handler, principal, call);
  authorise(principal, handler.operation, call.input);
  const input = validateInput(handler.operation, call.input);
  return runQuery(scope, handler, principal, input, call.signal);
}

/** Measures a call and turns bugs into `internal` with a reference, so that nothing inner leaks. */
async function observed<T>(
  scope: PipelineScope,
  operation: string,
  surface: Surface,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const known = scope.handlers.has(operation) ? operation : 'unknown';
  const finish = (outcome: string) =>
    scope.metrics.observe(known, surface, outcome, performance.now() - startedAt);
  try {
    const output = await work();
    finish('ok');
    return output;
  } catch (error) {
    if (error instanceof MosaicError) {
      finish(error.code);
      throw error;
    }
    const reference = scope.reportBug(error, known);
    finish('internal');
    throw new MosaicError(
      'internal',
      `Something went wrong inside the hub. Reference ${reference} is in its log.`,
      { details: { reference } },
    );
  }
}

function systemCaller(scope: PipelineScope, module: string): SystemCaller {
  const principal = systemPrincipal(module);
  const find = (operation: Operation): Handler => {
    const handler = scope.handlers.get(operation.name);
    if (!handler) throw new Error(`No module handles ${operation.name}`);
    return handler;
  };
  return {
    call: (operation, input) =>
      observed(scope, operation.name, 'system', () =>
        perform(scope, find(operation), principal, {
          operation: operation.name,
          input,
          surface: 'system',
        }),
      ) as never,
  };
}

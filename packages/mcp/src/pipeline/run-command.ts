import type { Operation } from '@mosaic/contract';
import { auditAppender } from '../modules/audit/append-audit.ts';
import { eventAppender } from '../modules/events/append-events.ts';
import { findAnswer, keepAnswer } from '../modules/idempotency/answers.ts';
import type { Append } from '../store/group-commit.ts';
import { allTenants, type Writer } from '../store/store.ts';
import type { Call } from './backbone.ts';
import { canonicalHash } from './canonical-hash.ts';
import { chargeEvents } from './charge-events.ts';
import type { PipelineScope } from './create-backbone.ts';
import type { Guard } from './guard.ts';
import type { CommandContext, Handler, LongPoll, NewEvent } from './handler.ts';
import type { Measure } from './metrics/domain-metrics.ts';
import { missionForAudit } from './mission-of.ts';
import { type Principal, systemPrincipal, tenantForAudit } from './principal.ts';
import { queryContext } from './run-query.ts';
import { targetOf } from './target-of.ts';
import { validateInput } from './validate.ts';
import { waitingContext } from './waiting-context.ts';

type CommandHandler = Extract<Handler, { kind: 'command' }>;
/** A call as it reaches a command; only the inside of the hub can set a guard. */
export type CommandCall = Omit<Call, 'token'> & { guard?: Guard };

/** What one transaction gathers and what follows its commit. */
interface Gathered {
  events: { readonly tenant: string; readonly event: NewEvent }[];
  hints: Set<string>;
  target: string | null;
  isQuiet: boolean;
  measures: [Measure, number][];
}

type Work = (store: Writer, append: Append) => Promise<unknown>;

const never = new AbortController().signal;

/**
 * Runs an admitted command: rows, events, audit and the answer for its idempotency key are
 * committed together; hints go out only afterwards.
 */
export async function runCommand(
  scope: PipelineScope,
  handler: CommandHandler,
  principal: Principal,
  call: CommandCall,
): Promise<unknown> {
  const input = validateInput(handler.operation, call.input);
  const signal = call.signal ?? never;
  const before = await handler.options.before?.(
    queryContext(scope, principal, signal),
    input as never,
  );
  const once = () => transact(scope, handler, principal, call, input, before);
  const poll = handler.options.longPoll;
  if (!poll) return once();

  const until = AbortSignal.any([signal, scope.calls.closing]);
  const { now } = scope.clock;
  const waitMs = poll.waitMs(input as never);
  if (poll.park) {
    const first = await once();
    if (!poll.isEmpty(first as never) || waitMs === 0 || until.aborted) return first;
    const context = waitingContext(scope, handler.operation, principal, until);
    const parked = await poll.park(context, input as never, waitMs);
    return handler.operation.output.parse(parked);
  }
  const deadline = now() + waitMs;
  const topic = topicOf(poll, input, before);
  let output: unknown;
  const look = async (isFirst: boolean) => {
    const context = queryContext(scope, principal, signal);
    if (isFirst) return once();
    const ready =
      call.idempotencyKey === undefined &&
      (await poll.answer?.(context, input as never, before as never));
    if (ready) return handler.operation.output.parse(ready);
    const hasNews = (await poll.hasNews?.(context, input as never, before as never)) !== false;
    return hasNews ? once() : output;
  };
  for (let looks = 0; ; looks += 1) {
    // Listening starts before the look, so that a hint in between is not missed.
    const woken = new AbortController();
    const hint = scope.hints.wait(
      topic,
      Math.max(0, Math.min(1_000, deadline - now())),
      AbortSignal.any([until, woken.signal]),
    );
    output = await look(looks === 0).catch((error: unknown) => {
      woken.abort();
      throw error;
    });
    if (!poll.isEmpty(output as never) || now() >= deadline || until.aborted) {
      woken.abort();
      return output;
    }
    await hint;
  }
}

function topicOf({ topic }: LongPoll, input: unknown, before: unknown): string {
  return typeof topic === 'string' ? topic : topic(input as never, before as never);
}

async function transact(
  scope: PipelineScope,
  handler: CommandHandler,
  principal: Principal,
  call: CommandCall,
  input: Record<string, unknown>,
  before: unknown,
): Promise<unknown> {
  const gathered: Gathered = {
    events: [],
    hints: new Set(),
    target: null,
    isQuiet: false,
    measures: [],
  };
  const inputSha256 = canonicalHash(input);
  const { tenant } = principal;
  const { idempotencyKey } = call;
  const question =
    idempotencyKey === undefined
      ? null
      : { tenant, principal: principal.name, operation: handler.operation.name, idempotencyKey };
  const work: Work = async (store, append) => {
    await call.guard?.(store);
    const known = question && (await findAnswer(store, question, inputSha256));
    if (known) return known.output;
    const context = commandContext(
      scope,
      store,
      principal,
      handler.operation,
      gathered,
      call.signal,
    );
    const result = handler.operation.output.parse(
      await handler.run(context, input as never, before as never),
    );
    const at = scope.clock.now();
    await chargeEvents(scope, context, gathered.events, call.surface !== 'system');
    if (gathered.events.length > 0) {
      append(
        eventAppender,
        gathered.events.map((each) => ({ ...each, at })),
      );
    }
    if (!gathered.isQuiet || gathered.events.length > 0) {
      append(auditAppender, [
        {
          ...tenantForAudit(principal),
          at,
          principal: principal.name,
          surface: call.surface,
          operation: handler.operation.name,
          target: gathered.target ?? targetOf(input),
          ...missionForAudit(input, gathered.events),
          outcome: 'ok',
          inputSha256,
        },
      ]);
    }
    if (question && isKept(handler, result)) {
      await keepAnswer(store, append, question, { inputSha256, output: result, at });
    }
    return result;
  };
  const askedAt = performance.now();
  const output = await scope.store.write(work, {
    tenant: handler.options.isForAllTenants ? allTenants : tenant,
  });
  scope.metrics.wrote(performance.now() - askedAt);
  scope.metrics.committed(gathered.events.map(({ event }) => event));
  for (const [measure, ms] of gathered.measures) scope.metrics.measured(measure, ms);
  if (gathered.events.length > 0) gathered.hints.add('events');
  for (const topic of gathered.hints) scope.hints.publish(topic);
  return output;
}

/** An empty look of a long poll is no answer yet: kept, it would be found by the next look. */
function isKept({ options }: CommandHandler, result: unknown): boolean {
  return options.isOutputStored !== false && options.longPoll?.isEmpty(result as never) !== true;
}

function commandContext(
  scope: PipelineScope,
  store: Writer,
  principal: Principal,
  operation: Operation,
  gathered: Gathered,
  signal: AbortSignal = never,
): CommandContext {
  return {
    principal,
    clock: scope.clock,
    signal,
    store,
    emit: (event) => gathered.events.push({ tenant: principal.tenant, event }),
    hint: (topic) => gathered.hints.add(topic),
    target: (id) => {
      gathered.target = id;
    },
    measure: (measure, ms) => gathered.measures.push([measure, ms]),
    quiet: () => {
      gathered.isQuiet = true;
    },
    forTenant: (tenant) =>
      commandContext(scope, store, { ...principal, tenant }, operation, gathered, signal),
    call: async (inner, rawInput) => {
      const handler = scope.handlers.get(inner.name);
      if (!handler || handler.kind === 'stream') throw new Error(`No module handles ${inner.name}`);
      if (handler.kind === 'command' && handler.options.before) {
        throw new Error(`${inner.name} looks outside first; it cannot run inside a transaction`);
      }
      const input = validateInput(inner, rawInput);
      const acting = systemPrincipal(operation.name.split('.')[0] ?? 'hub', principal.tenant);
      if (handler.kind === 'query') {
        const reading = queryContext(scope, acting, signal, store);
        return inner.output.parse(await handler.run(reading, input as never)) as never;
      }
      const context = commandContext(scope, store, acting, inner, gathered, signal);
      const outer = { target: gathered.target, isQuiet: gathered.isQuiet };
      const output = await handler.run(context, input as never, undefined as never);
      Object.assign(gathered, outer);
      return inner.output.parse(output) as never;
    },
  };
}

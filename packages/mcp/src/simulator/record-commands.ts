import type { Module } from '../module.ts';
import type { CommandContext, Handler, NewEvent } from '../pipeline/handler.ts';
import type { ClientCall } from './history.ts';
import type { Link } from './simulated-link.ts';

/** Which call of a client a signal belongs to: the one thing a handler is given of it. */
const callOf = new WeakMap<AbortSignal, ClientCall>();

/** A signal by which handlers are recognised as working for this call. */
export function signalOf(call: ClientCall, controller: AbortController): AbortSignal {
  callOf.set(controller.signal, call);
  return controller.signal;
}

/**
 * Wraps commands so that each, once its handler is done, is noted with the transaction that it
 * wrote in. What is rolled back takes its notes along, so the notes tell the true history.
 */
export function recordCommands(
  node: string,
  modules: readonly Module[],
  open: () => Pick<Link, 'record' | 'recorded'>,
): readonly Module[] {
  const wrap = (handler: Handler): Handler => {
    if (handler.kind !== 'command') return handler;
    const { operation } = handler;
    return {
      ...handler,
      async run(context, input, before) {
        const calledFrom = open().recorded();
        const events: NewEvent[] = [];
        const output = await handler.run(listening(context, events), input, before);
        const call = callOf.get(context.signal) ?? null;
        open().record({
          node,
          nodeTime: context.clock.now(),
          operation: operation.name,
          tenant: context.principal.tenant,
          input,
          output,
          events,
          call,
          isNested: call !== null && call.operation !== operation.name,
          calledFrom,
        });
        return output;
      },
    };
  };
  return modules.map((module) => ({ ...module, handlers: module.handlers.map(wrap) }));
}

/** A context that notes what is announced through it, for whichever tenant. */
function listening(context: CommandContext, events: NewEvent[]): CommandContext {
  return {
    ...context,
    emit(event) {
      events.push(event);
      context.emit(event);
    },
    forTenant: (tenant) => listening(context.forTenant(tenant), events),
  };
}

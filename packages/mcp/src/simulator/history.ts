import type { NewEvent } from '../pipeline/handler.ts';

/** A command as its handler did it, in the order of commits: the true history of the store. */
export interface Committed {
  readonly position: number;
  /** True time of the commit, in milliseconds. */
  readonly at: number;
  readonly node: string;
  /** What the clock of the node showed when the handler ended. */
  readonly nodeTime: number;
  readonly operation: string;
  readonly tenant: string;
  readonly input: unknown;
  readonly output: unknown;
  /** The events it announced by itself. */
  readonly events: readonly NewEvent[];
  /** The call of a client that it answers; null inside the hub. */
  readonly call: ClientCall | null;
  /** True when another command called this one in its own transaction. */
  readonly isNested: boolean;
  /** Where, among the commands of its transaction, those begin that it called itself. */
  readonly calledFrom: number;
}

/** One call as a client means it, however often it is sent. */
export interface ClientCall {
  readonly id: number;
  readonly client: string;
  readonly operation: string;
  readonly input: unknown;
  /** Its idempotency key; none for queries and inside the hub. */
  readonly key: string | undefined;
  /** Made inside the hub, by one of its modules: known by its input, for it carries no signal. */
  readonly isSystem: boolean;
  readonly invokedAt: number;
}

/** What really happened, as opposed to what anybody was told. */
export interface History {
  readonly committed: readonly Committed[];
  /** Commands committed for a call, newest last. */
  of(call: ClientCall): readonly Committed[];
  add(command: Committed): void;
  /** Lets go of what was checked already; for runs too long to be kept. */
  forget(): void;
}

export function createHistory(): History {
  const committed: Committed[] = [];
  const byCall = new Map<string, Committed[]>();
  const add = (name: string, command: Committed) => {
    const known = byCall.get(name);
    if (known) known.push(command);
    else byCall.set(name, [command]);
  };
  return {
    committed,
    forget() {
      committed.length = 0;
      byCall.clear();
    },
    of: (call) => byCall.get(nameOf(call)) ?? [],
    add(command) {
      committed.push(command);
      const { call } = command;
      if (call === null) add(`${command.operation} ${JSON.stringify(command.input)}`, command);
      else if (!command.isNested) add(nameOf(call), command);
    },
  };
}

function nameOf(call: ClientCall): string {
  return call.isSystem ? `${call.operation} ${JSON.stringify(call.input)}` : String(call.id);
}

import { type Committed, createHistory, type History } from './history.ts';
import type { Planted } from './planted.ts';
import { createRandom, type Random } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import type { Script } from './script.ts';
import { createDatabase, type SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Pending } from './simulated-session.ts';
import { createStory, type Story } from './story.ts';
import { createTrace, type Trace } from './trace.ts';
import { BrokenPromise } from './violation.ts';

/** All that exists beside the nodes and clients themselves. */
export interface World {
  readonly script: Script;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly story: Story;
  readonly history: History;
  readonly database: SimulatedDatabase;
  readonly planted: Planted;
  readonly random: (name: string) => Random;
  /** What is cut off or slow at this moment. */
  readonly trouble: Trouble;
  readonly buses: Map<string, BusEnd>;
  /** Checks that look at every commit. */
  readonly watches: Watch[];
  /** The first broken promise; later ones follow from it. */
  violation: string | null;
  /** From here on nothing goes wrong any more. */
  isCalm: boolean;
  /** Notes commands whose transaction was committed at this moment. */
  commit(commands: readonly Pending[]): void;
  nextCallId(): number;
  fail(error: unknown): void;
}

/** Where a node hears hints of the others. */
export interface BusEnd {
  readonly process: SimulatedProcess;
  hear(topic: string): void;
}

/** Looks at every commit, in order, and breaks the run when a promise was broken. */
export type Watch = (commands: readonly Committed[]) => void;

export interface Trouble {
  readonly noClients: Set<string>;
  readonly noStore: Set<string>;
  readonly noBus: Set<string>;
  /** How long a commit takes while the disk is slow; null when it is not. */
  slowCommitMs: number | null;
}

export interface WorldOptions {
  readonly script: Script;
  readonly template: Uint8Array;
  readonly planted?: Planted;
  readonly isTold?: boolean;
  readonly trace?: Trace;
}

export function createWorld({
  script,
  template,
  planted = {},
  isTold = false,
  trace = createTrace(),
}: WorldOptions): World {
  const scheduler = createScheduler(trace);
  let calls = 0;
  const world: World = {
    script,
    scheduler,
    trace,
    story: createStory(isTold, scheduler.now),
    history: createHistory(),
    database: createDatabase(template, planted.isForgetful),
    planted,
    random: (name) => createRandom(script.seed, name),
    trouble: { noClients: new Set(), noStore: new Set(), noBus: new Set(), slowCommitMs: null },
    buses: new Map(),
    watches: [],
    violation: null,
    isCalm: false,
    nextCallId() {
      calls += 1;
      return calls;
    },
    commit(commands) {
      const { committed } = world.history;
      const at = scheduler.now();
      const added = commands.map((command, index) => ({
        ...command,
        at,
        position: committed.length + index,
      }));
      for (const command of added) {
        world.history.add(command);
        trace.add(command.operation, command.output);
      }
      tellCommands(world.story, added);
      try {
        for (const watch of world.watches) watch(added);
      } catch (error) {
        world.fail(error);
      }
    },
    fail(error) {
      if (world.violation !== null) return;
      world.violation =
        error instanceof BrokenPromise ? error.message : `the simulator broke: ${describe(error)}`;
      world.story.tell(() => `BROKEN: ${world.violation}`);
    },
  };
  return world;
}

function tellCommands(story: Story, commands: readonly Committed[]): void {
  for (const { node, operation, input, output, call } of commands) {
    story.tell(
      () =>
        `${node} committed ${operation}${call ? ` for ${call.client}` : ''} ${brief(input)} -> ${brief(output)}`,
    );
  }
}

/** Enough of a value to follow a story. */
function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 160 ? text : `${text.slice(0, 157)}...`;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

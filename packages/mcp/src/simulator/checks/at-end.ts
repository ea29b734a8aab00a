import {
  isMosaicError,
  type Operation,
  type OperationOutput,
  type OperationRawInput,
  operations,
} from '@mosaic/contract';
import { missionId } from '../actors/engine.ts';
import type { Watcher } from '../actors/watcher.ts';
import type { SimulatedNode } from '../simulated-node.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';

/** Time in which whoever watches must have been told of everything, in milliseconds. */
const catchUpMsMax = 30_000;

/** What must hold once everything has come to rest. */
export async function checkAtEnd(
  world: World,
  nodes: readonly SimulatedNode[],
  watchers: readonly Watcher[],
): Promise<void> {
  await checkWatchers(world, watchers);
  const ask = asker(world, nodes);
  const audit = await ask(operations.verifyAudit, {});
  if (!audit.isIntact) violate(`the audit does not verify: ${audit.problem}`);
  checkAudit(world, audit.records);
  checkEvents(world);
  await checkRuns(world, ask);
}

type Ask = <Op extends Operation>(
  operation: Op,
  input: OperationRawInput<Op>,
) => Promise<OperationOutput<Op>>;

/** Events are told without a hole: in the end a watcher has seen what the store has, in its order. */
async function checkWatchers(world: World, watchers: readonly Watcher[]): Promise<void> {
  const stored = () =>
    world.database.peek('select seq from event order by seq').map(({ seq }) => seq);
  const isBehind = ({ seen }: Watcher) => seen.at(-1) !== stored().at(-1);
  await world.scheduler.run(
    () => world.violation !== null || !watchers.some(isBehind),
    world.scheduler.now() + catchUpMsMax,
  );
  if (world.violation !== null) return;
  for (const watcher of watchers) {
    if (isBehind(watcher)) violate(`a watcher was never told of event ${stored().at(-1)}`);
    const missed = stored().find((seq, index) => watcher.seen[index] !== seq);
    if (missed !== undefined) violate(`a watcher was not told of event ${missed}`);
  }
}

/** Every command that somebody may ask about later has left its record. */
function checkAudit(world: World, records: number): void {
  const [head] = world.database.peek('select max(seq) as seq, count(*) as count from audit');
  if (Number(head?.seq ?? 0) !== records)
    violate(`the audit has ${records} records and ends at ${head?.seq}`);
  const finished = world.history.committed.filter(
    ({ operation, call, isNested }) => operation === 'run.finish' && call !== null && !isNested,
  );
  const [audited] = world.database.peek(
    "select count(distinct target) as count from audit where operation = 'run.finish'",
  );
  const runs = new Set(finished.map(({ input }) => (input as { runId: string }).runId));
  if (Number(audited?.count ?? 0) !== runs.size) {
    violate(`${runs.size} runs were finished, the audit tells of ${audited?.count}`);
  }
}

/** Every event that a committed command announced is there, as often as it was announced. */
function checkEvents(world: World): void {
  const announced = Map.groupBy(
    world.history.committed.flatMap(({ events }) => events),
    (type) => type,
  );
  const stored = new Map(
    world.database
      .peek('select type, count(*) as count from event group by type')
      .map(({ type, count }) => [String(type), Number(count)]),
  );
  for (const type of new Set([...announced.keys(), ...stored.keys()])) {
    const expected = announced.get(type)?.length ?? 0;
    const actual = stored.get(type) ?? 0;
    if (expected !== actual)
      violate(`${expected} events ${type} were announced, ${actual} are stored`);
  }
}

/** Nothing acknowledged is lost: every run that was finished is shown as it was finished. */
async function checkRuns(world: World, ask: Ask): Promise<void> {
  const tasks = await ask(operations.listTasks, { missionId });
  for (const task of tasks.items) {
    if (task.lease !== null || task.brief !== null)
      violate(`${task.id} is still offered after the end`);
  }
  const ends = new Map<string, string>();
  for (const { operation, input } of world.history.committed) {
    if (operation !== 'run.finish') continue;
    const { runId, result } = input as { runId: string; result: { status: string } };
    ends.set(runId, result.status);
  }
  for (const [runId, status] of ends) {
    const run = await ask(operations.showRun, { runId });
    if (run.status !== status) violate(`${runId} ended as ${status} but is shown as ${run.status}`);
  }
}

/** Tries of one question; a node may only just have found its store again. */
const triesMax = 20;

/** Asks any node that is up, and lets the world go on until one answers. */
function asker(world: World, nodes: readonly SimulatedNode[]): Ask {
  const { scheduler } = world;
  const askOnce = async (operation: Operation, input: unknown): Promise<Settled> => {
    const hub = nodes.find((node) => node.process.isUp())?.hub();
    if (!hub) return violate('no node is up at the end');
    const settled: { outcome: Settled | null } = { outcome: null };
    hub
      .system('simulator')
      .call(operation, input as never)
      .then(
        (value) => {
          settled.outcome = { value };
        },
        (error: unknown) => {
          settled.outcome = { error };
        },
      );
    await scheduler.run(() => settled.outcome !== null, scheduler.now() + 10_000);
    return settled.outcome ?? violate(`${operation.name} was never answered at the end`);
  };
  return async (operation, input) => {
    for (let tries = 1; ; tries += 1) {
      const outcome = await askOnce(operation, input);
      if ('value' in outcome) return outcome.value as never;
      const { error } = outcome;
      if (!isMosaicError(error) || error.code !== 'unavailable' || tries >= triesMax) throw error;
      await scheduler.run(() => false, scheduler.now() + 500);
    }
  };
}

type Settled = { readonly value: unknown } | { readonly error: unknown };

import { operations } from '@mosaic/contract';
import { startWatcher } from '../actors/watcher.ts';
import { violate } from '../violation.ts';
import type { World } from '../world.ts';
import type { Scene, Stage } from './scene.ts';

/** Watchers of all events, and the audit of everything. */
export function eventsScene({ world, client }: Stage): Scene {
  const watchers = Array.from({ length: world.script.workload.watchers }, (_, index) =>
    startWatcher(world, client(`watcher-${index + 1}`)),
  );
  return {
    isDone: () => true,
    async atEnd(ask) {
      await checkWatchers(world, watchers);
      checkStored(world);
      const audit = await ask(operations.verifyAudit, {});
      if (!audit.isIntact) violate(`the audit does not verify: ${audit.problem}`);
      checkAudit(world, audit.records);
    },
  };
}

/** Time in which whoever watches must have been told of everything, in milliseconds. */
const catchUpMsMax = 30_000;

/** Events are told without a hole: in the end a watcher has seen what the store has, in its order. */
async function checkWatchers(world: World, watchers: readonly { seen: number[] }[]): Promise<void> {
  const { database, scheduler } = world;
  const stored = () => database.peek('select seq from event order by seq').map(({ seq }) => seq);
  const last = () => database.peek('select max(seq) as seq from event')[0]?.seq ?? undefined;
  const isBehind = ({ seen }: { seen: number[] }) => seen.at(-1) !== last();
  await scheduler.run(
    () => world.violation !== null || !watchers.some(isBehind),
    scheduler.now() + catchUpMsMax,
  );
  if (world.violation !== null) return;
  for (const watcher of watchers) {
    if (isBehind(watcher)) violate(`a watcher was never told of event ${last()}`);
    const missed = stored().find((seq, index) => watcher.seen[index] !== seq);
    if (missed !== undefined) violate(`a watcher was not told of event ${missed}`);
  }
}

/** Every event that a committed command announced is there, as often as it was announced. */
function checkStored(world: World): void {
  const announced = Map.groupBy(
    world.history.committed.flatMap(({ events }) => events.map(({ type }) => type)),
    (type): string => type,
  );
  const stored = new Map(
    world.database
      .peek('select type, count(*) as count from event group by type')
      .map(({ type, count }) => [String(type), Number(count)]),
  );
  for (const type of new Set([...announced.keys(), ...stored.keys()])) {
    const expected = announced.get(type)?.length ?? 0;
    const actual = stored.get(type) ?? 0;
    if (expected === actual) continue;
    violate(`${expected} events ${type} were announced, ${actual} are stored`);
  }
}

/** Every command that somebody may ask about later has left its record. */
function checkAudit(world: World, records: number): void {
  const [head] = world.database.peek('select max(seq) as seq from audit');
  if (Number(head?.seq ?? 0) !== records) {
    violate(`the audit has ${records} records and ends at ${head?.seq}`);
  }
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

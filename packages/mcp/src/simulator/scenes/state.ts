import { operations } from '@mosaic/contract';
import { type Books, checkBooks, runClerk, stateNamespace } from '../actors/clerk.ts';
import { startStateWatcher } from '../actors/state-watcher.ts';
import { stateModel } from '../checks/state.ts';
import { createActs, type Scene, type Stage } from './scene.ts';

/** Clerks that count and move money in shared keys, and somebody who follows each change. */
export function stateScene({ world, client }: Stage): Scene {
  const { clerks } = world.script.workload;
  const acts = createActs(world);
  const model = stateModel();
  const books: Books = { counted: new Map() };
  world.watches.push(model.watch);
  for (let index = 1; index <= clerks; index += 1) {
    acts.start(runClerk(client(`clerk-${index}`), { model, books, turns: 6 }));
  }
  const watcher = clerks > 0 ? startStateWatcher(world, client('state-watcher'), model) : null;
  return {
    isDone: () => acts.isDone() && (watcher?.told() ?? 0) === model.changes.length,
    async atEnd(ask) {
      const listed = await ask(operations.listState, { namespace: stateNamespace });
      checkBooks(books, new Map(listed.items.map(({ key, value }) => [key, value])));
    },
  };
}

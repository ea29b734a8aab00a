import type { Command } from 'commander';
import { addExamples, type CommandSite, withSession } from '../commands/action.ts';
import { addSharedOptions, type Session } from '../session.ts';
import type { PlanningHub } from './with-hub.ts';
import { locateWorkspace, type Workspace } from './workspace/workspace.ts';

/** Everything a verb of `tony` has at hand. */
export interface Tony {
  readonly session: Session;
  readonly hub: PlanningHub;
  readonly workspace: Workspace;
}

/** Adds a verb with the options all verbs share. */
export function addVerb(
  parent: Command,
  usage: string,
  summary: string,
  examples: readonly string[] = [],
): Command {
  const verb = addSharedOptions(parent.command(usage).description(summary));
  return examples.length === 0 ? verb : addExamples(verb, examples);
}

type Work<Place, Flags> = (
  place: Place,
  flags: Flags,
  words: readonly string[],
) => Promise<number> | number;

/** What a verb does without a hub. */
export function onLocal<Flags extends object>(
  site: CommandSite,
  command: Command,
  work: Work<Session, Flags>,
): void {
  command.action(() => runLocal(site, command, work));
}

/** What a verb does with the hub. */
export function onHub<Flags extends object>(
  site: CommandSite,
  command: Command,
  work: Work<Tony, Flags>,
): void {
  command.action(() => runOnHub(site, command, work));
}

/** Finds or opens the hub, and works with it. */
export async function runOnHub<Flags extends object>(
  site: CommandSite,
  command: Command,
  work: Work<Tony, Flags>,
): Promise<void> {
  await runLocal<Flags>(site, command, async (session, flags, words) => {
    const workspace = locateWorkspace(session.io);
    const { withHub } = await import('./with-hub.ts');
    return await withHub(session, async (hub) => work({ session, hub, workspace }, flags, words));
  });
}

async function runLocal<Flags extends object>(
  site: CommandSite,
  command: Command,
  work: Work<Session, Flags>,
): Promise<void> {
  const run = withSession(site, command, (session) =>
    work(session, command.opts<Flags>(), command.args),
  );
  await run();
}

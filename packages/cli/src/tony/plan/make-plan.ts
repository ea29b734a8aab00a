import { MosaicError, operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { registerProject } from '../find-project.ts';
import { readDocument } from '../read-document.ts';
import type { Tony } from '../tony-command.ts';
import { applyPlan } from './apply-plan.ts';
import { lookAtMade, printMade } from './made-plan.ts';
import { startPlan } from './start-plan.ts';

export interface MakeFlags {
  readonly file?: string;
  readonly template?: string;
  readonly model?: 'auto' | 'always' | 'never';
  readonly workers: number;
  readonly depth?: number;
  readonly md?: boolean;
  readonly apply?: boolean;
  readonly start?: boolean;
}

/** Turns a goal or a document into a plan and shows it: the tree, how long, how sure. */
export async function makePlan(tony: Tony, flags: MakeFlags, goal: string): Promise<number> {
  const { session, hub } = tony;
  const from = await sourceOf(tony, flags, goal);
  if (flags.start === true && hub.url === null) throw nobodyRuns();
  const project = await registerProject(tony);
  const added = await hub.client.call(operations.addPlan, {
    from,
    ...(project === null ? {} : { projectId: project.id }),
  });
  const made = await lookAtMade(hub, added, flags.workers);
  const applied = flags.apply === true ? await applyPlan(tony, made.plan, flags.workers) : null;
  const mission = flags.start === true ? await startPlan(tony, made.plan, flags.workers) : null;
  if (session.isJson) {
    const files = applied?.files ?? [];
    session.printJson({ ...made, files, missionId: mission?.id ?? null });
  } else if (flags.md === true) {
    const { text } = await hub.client.call(operations.exportPlan, { planId: made.plan.id });
    session.terminal.print(text.trimEnd());
  } else {
    printMade(session.terminal, made, flags.depth);
    const epic = made.plan.epics[0] ?? made.plan.id;
    for (const line of nextSteps(epic, flags)) session.terminal.note(line);
  }
  return applied?.isPassed === false ? exitCode.failed : exitCode.ok;
}

async function sourceOf({ session }: Tony, flags: MakeFlags, goal: string) {
  const { file, template, model } = flags;
  if (file !== undefined) return await readDocument(session.io, file);
  return {
    kind: 'goal' as const,
    goal,
    ...(template === undefined ? {} : { template }),
    ...(model === undefined ? {} : { model }),
  };
}

function nextSteps(epic: string, { apply, start }: MakeFlags): string[] {
  if (start === true) return ['Follow it with: mosaic mission watch'];
  const check =
    apply === true ? [] : [`Write the phases into the repository: tony plan "…" --apply`];
  return [...check, `Run it: mosaic mission start --plan ${epic}`];
}

function nobodyRuns(): MosaicError {
  return new MosaicError(
    'unavailable',
    'A mission needs a hub that goes on serving, and none does. Start one with: mosaic up',
  );
}

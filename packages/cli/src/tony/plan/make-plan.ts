import { MosaicError, operations } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import { registerProject } from '../find-project.ts';
import { readDocument } from '../read-document.ts';
import type { Tony } from '../tony-command.ts';
import { applyPlan } from './apply-plan.ts';
import { lookAtMade, type MadePlan, printMade } from './made-plan.ts';
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
  readonly runtime?: string;
}

/** Turns a goal or a document into a plan and shows it: the tree, how long, how sure. */
export async function makePlan(tony: Tony, flags: MakeFlags, goal: string): Promise<number> {
  const { session, hub } = tony;
  const from = await sourceOf(tony, flags, goal);
  if (flags.start === true) requireRunnable(tony, flags);
  const project = await registerProject(tony);
  const added = await hub.client.call(operations.addPlan, {
    from,
    ...(project === null ? {} : { projectId: project.id }),
  });
  const made = await lookAtMade(hub, added, flags.workers);
  const applied = flags.apply === true ? await applyPlan(tony, made.plan, flags.workers) : null;
  if (!session.isJson) await show(tony, made, flags);
  const { runtime } = flags;
  const mission =
    runtime === undefined ? null : await startPlan(tony, made.plan, { ...flags, runtime });
  if (session.isJson) {
    session.printJson({ ...made, files: applied?.files ?? [], missionId: mission?.id ?? null });
  } else if (mission !== null) {
    session.terminal.note(`Started mission ${mission.name}. Follow it with: mosaic mission watch`);
  }
  return applied?.isPassed === false ? exitCode.failed : exitCode.ok;
}

async function show({ session, hub }: Tony, made: MadePlan, flags: MakeFlags): Promise<void> {
  const { terminal } = session;
  if (flags.md === true) {
    const { text } = await hub.client.call(operations.exportPlan, { planId: made.plan.id });
    terminal.print(text.trimEnd());
    return;
  }
  printMade(terminal, made, flags.depth);
  if (flags.start === true) return;
  const epic = made.plan.epics[0] ?? made.plan.id;
  terminal.note(
    `Run it: mosaic mission start --plan ${epic} --runtime NAME   (see: mosaic doctor)`,
  );
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

/** Looks before planning whether anybody could build it: planning may take a while. */
function requireRunnable({ hub }: Tony, { runtime }: MakeFlags): void {
  if (runtime === undefined) {
    const message =
      'A plan is built by a coding agent. Say which: --start --runtime claude; see: mosaic doctor';
    throw new MosaicError('invalid_input', message);
  }
  if (hub.url !== null) return;
  throw new MosaicError(
    'unavailable',
    'A mission needs a hub that goes on serving, and none does. Start one with: mosaic up',
  );
}

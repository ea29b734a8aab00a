import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { MosaicError } from '@mosaic/contract';
import { exitCode } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { stateFile } from '../workspace/planning-state.ts';
import { placeOf, refuseLinks } from '../workspace/safe-path.ts';
import { locateWorkspace, type Workspace } from '../workspace/workspace.ts';

/** What planning leaves in a workspace; nothing else there is touched. */
const ours = [
  'phase-1-abstraction',
  'phase-2-decomposition',
  'phase-3-optimization',
  'phase-4-certification',
  'COMPREHENSIVE-PLANNING-REPORT.md',
  stateFile,
] as const;

/** What `tony plan clean` does: removes the files of the phases. The plan stays in the hub. */
export async function cleanWorkspace(
  session: Session,
  { force }: { force?: boolean },
): Promise<number> {
  const workspace = locateWorkspace(session.io);
  const found = filesOf(workspace);
  if (found.length > 0 && !(await isMeant(session, workspace, force === true))) {
    session.terminal.note('Nothing was removed.');
    return exitCode.failed;
  }
  for (const name of found) rmSync(placeOf(workspace, name), { recursive: true, force: true });
  if (found.length > 0) removeIfEmpty(workspace);
  if (session.isJson) session.printJson({ removed: found });
  else if (found.length === 0) session.terminal.print(`Nothing to remove in ${workspace.name}.`);
  else session.terminal.print(`Removed ${found.join(', ')} from ${workspace.name}.`);
  return exitCode.ok;
}

function filesOf(workspace: Workspace): readonly string[] {
  refuseLinks(workspace, workspace.root);
  if (!existsSync(workspace.root)) return [];
  const there = new Set(readdirSync(workspace.root));
  return ours.filter((name) => there.has(name));
}

/** Asks a person; what runs without one has to say so beforehand. */
async function isMeant(
  { io, terminal }: Session,
  workspace: Workspace,
  isForced: boolean,
): Promise<boolean> {
  if (isForced || io.env.CI || io.env.FORCE_CLEAN) return true;
  if (!('isTTY' in io.stdin && io.stdin.isTTY)) {
    throw new MosaicError(
      'precondition_failed',
      `Nobody can be asked here whether to remove the planning in ${workspace.name}. Say it with --force, or set FORCE_CLEAN=1.`,
    );
  }
  const lines = createInterface({ input: io.stdin });
  terminal.draw(`Remove the planning in ${workspace.name}? [y/N] `);
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}

function removeIfEmpty({ root }: Workspace): void {
  try {
    if (readdirSync(root).length === 0) rmdirSync(root);
  } catch {
    // Somebody else put something there, or took it away.
  }
}

import { operations } from '@mosaic/contract';
import { createAgentManager } from '@tony/core';
import { exitCode } from '../../exit-code.ts';
import { plainLine } from '../../output/plain-text.ts';
import type { Tony } from '../tony-command.ts';
import { showInstead } from './dry-run.ts';
import type { NodeFlags } from './edit-node.ts';
import { nodeOf, openPlan } from './find-node.ts';

/**
 * Puts the work of one node in line for an agent of its kind, and tells who could take it.
 *
 * For a whole plan a mission does this by itself, with isolated clones, gates and evidence.
 */
export async function spawnAgent(
  tony: Tony,
  flags: NodeFlags & { taskId: string },
): Promise<number> {
  const { session, hub } = tony;
  const { taskId: nodeId } = flags;
  const open = await openPlan(tony, flags.plan ?? nodeId);
  const node = nodeOf(open, nodeId);
  const type = node.agentType ?? 'implementation-agent';
  const { title, description, completionCriteria, files } = node;
  const request = {
    type,
    title,
    brief: { planId: open.plan.id, nodeId, description, completionCriteria, files },
    key: `${open.plan.id}/${nodeId}/${open.plan.version}`,
    ...(open.plan.projectId === null ? {} : { projectId: open.plan.projectId }),
  };
  if (flags.dryRun === true) return showInstead(session, operations.submitTasks, request);
  const spawned = await createAgentManager(hub.client).spawn(request);
  if (session.isJson) session.printJson(spawned);
  else {
    session.terminal.print(`${spawned.taskId}  ${plainLine(title)}, for a ${type}`);
    if (spawned.waiting !== null) session.terminal.note(plainLine(spawned.waiting.summary));
  }
  return exitCode.ok;
}

import {
  MosaicError,
  type OperationRawInput,
  operations,
  type PlanAgentType,
  type PlanLevel,
  type PlanPriority,
  planLevels,
  planPrefixes,
} from '@mosaic/contract';
import { presentCall } from '../../operations/present.ts';
import type { Tony } from '../tony-command.ts';
import { showInstead } from './dry-run.ts';
import { nodeOf, openPlan } from './find-node.ts';

type Edit = OperationRawInput<typeof operations.editPlan>['edits'][number];

/** Flags that every verb about a node understands. */
export interface NodeFlags {
  readonly plan?: string;
  readonly dryRun?: boolean;
}

export interface CreateFlags extends NodeFlags {
  readonly title: string;
  readonly type?: PlanLevel;
  readonly description?: string;
  readonly parent?: string;
  readonly priority?: PlanPriority;
  readonly duration?: number;
  readonly tags?: readonly string[];
  readonly criteria?: readonly string[];
  readonly agent?: PlanAgentType;
}

/** Adds a node below another one; it takes the next free number there. */
export async function createNode(tony: Tony, flags: CreateFlags): Promise<number> {
  const level = childLevel(flags.parent ?? null);
  if (flags.type !== undefined && flags.type !== level) {
    throw new MosaicError('invalid_input', wrongLevel(flags.type, flags.parent ?? null, level));
  }
  const { duration, criteria = [], agent } = flags;
  const node = {
    title: flags.title,
    description: flags.description ?? '',
    priority: flags.priority ?? ('medium' as const),
    tags: [...(flags.tags ?? [])],
    ...(agent === undefined ? {} : { agentType: agent }),
    ...(duration === undefined ? {} : { estimate: { minutes: duration } }),
    ...(level === 'story'
      ? { acceptanceCriteria: [...criteria] }
      : { completionCriteria: [...criteria] }),
  };
  return await edit(tony, flags, { kind: 'add', parentId: flags.parent ?? null, node });
}

export interface AssignFlags extends NodeFlags {
  readonly taskId: string;
  readonly agent: PlanAgentType;
}

/** Says which kind of agent does a node. */
export async function assignNode(tony: Tony, flags: AssignFlags): Promise<number> {
  const fields = { agentType: flags.agent };
  return await edit(tony, flags, { kind: 'change', nodeId: flags.taskId, fields });
}

export interface UpdateFlags extends NodeFlags {
  readonly taskId: string;
  readonly title?: string;
  readonly priority?: PlanPriority;
  readonly duration?: number;
  readonly notes?: string;
  readonly status?: string;
  readonly progress?: string;
}

/** Changes what a plan says of a node. Where it stands follows from runs and their evidence. */
export async function updateNode(tony: Tony, flags: UpdateFlags): Promise<number> {
  const { title, priority, duration, notes, taskId } = flags;
  if (flags.status !== undefined || flags.progress !== undefined) {
    throw new MosaicError(
      'invalid_input',
      'Where a node stands follows from its runs and their evidence; nobody can set it. Run the plan: mosaic mission start --plan E.001 --runtime claude, and see: tony plan tree',
    );
  }
  const before = nodeOf(await openPlan(tony, flags.plan ?? taskId), taskId);
  const fields = {
    ...(title === undefined ? {} : { title }),
    ...(priority === undefined ? {} : { priority }),
    ...(duration === undefined ? {} : { estimate: { ...before.estimate, minutes: duration } }),
    ...(notes === undefined ? {} : { description: withNote(before.description, notes) }),
  };
  if (Object.keys(fields).length === 0) {
    const message = 'Say what to change: --title, --priority, --duration or --notes.';
    throw new MosaicError('invalid_input', message);
  }
  return await edit(tony, flags, { kind: 'change', nodeId: taskId, fields });
}

async function edit(tony: Tony, flags: NodeFlags, change: Edit): Promise<number> {
  const { session, hub } = tony;
  const about = 'nodeId' in change ? change.nodeId : 'parentId' in change ? change.parentId : null;
  const { plan } = await openPlan(tony, flags.plan ?? about ?? undefined);
  const input = { planId: plan.id, edits: [change] };
  const operation = operations.editPlan;
  if (flags.dryRun === true) return showInstead(session, operation, input);
  return await presentCall(session, { key: 'editPlan', operation, input, client: hub.client });
}

/** The level below a node, from its id alone. */
function childLevel(parentId: string | null): PlanLevel {
  if (parentId === null) return 'epic';
  const at = planLevels.findIndex((level) => parentId.startsWith(`${planPrefixes[level]}.`));
  const below = planLevels[at + 1];
  if (at >= 0 && below !== undefined) return below;
  throw new MosaicError(
    'invalid_input',
    `Nothing can stand below ${parentId}: an atomic is the smallest there is.`,
  );
}

function wrongLevel(type: PlanLevel, parentId: string | null, level: PlanLevel): string {
  return parentId === null
    ? `Only an epic stands on its own. Give --parent, the node that the ${type} is part of.`
    : `Below ${parentId} stands a node of level ${level}, not ${type}.`;
}

function withNote(description: string, note: string): string {
  return description === '' ? note : `${description}\n\n${note}`;
}

import type { Client } from '@mosaic/client';
import { isMosaicError, MosaicError, operations, type Plan, PlanId } from '@mosaic/contract';
import { findProject } from './find-project.ts';
import type { Tony } from './tony-command.ts';
import { readState } from './workspace/planning-state.ts';

/**
 * The plan a verb is about: the one named by id or epic, that of the workspace, or the newest one
 * of the project around here.
 */
export async function findPlan(tony: Tony, named?: string): Promise<Plan> {
  const { client } = tony.hub;
  const projectId = (await findProject(tony))?.id;
  if (named !== undefined) return await namedPlan(client, named, projectId);
  const state = readState(tony.workspace);
  if (state !== null) return await statePlan(client, state.plan_id);
  const { items } = await client.call(operations.listPlans, {
    limit: 1,
    ...(projectId === undefined ? {} : { projectId }),
  });
  const [newest] = items;
  if (newest !== undefined) return newest;
  throw new MosaicError(
    'not_found',
    'There is no plan yet. Make one with: tony plan "Build a REST API"',
  );
}

async function namedPlan(
  client: Client,
  named: string,
  projectId: string | undefined,
): Promise<Plan> {
  if (PlanId.safeParse(named).success) {
    return await client.call(operations.showPlan, { planId: named });
  }
  // Any node names the plan it is in.
  const digits = /^[A-Z]{1,2}\.(\d{3})(?:\.\d{2})*$/.exec(named)?.[1];
  if (digits === undefined) {
    throw new MosaicError(
      'invalid_input',
      `"${named}" is no plan. Give an epic such as E.001, or the id of a plan; see: mosaic plan list`,
    );
  }
  const epicId = `E.${digits}`;
  return await client.call(operations.findPlan, {
    epicId,
    ...(projectId === undefined ? {} : { projectId }),
  });
}

async function statePlan(client: Client, planId: string): Promise<Plan> {
  try {
    return await client.call(operations.showPlan, { planId });
  } catch (error) {
    if (!isMosaicError(error) || error.code !== 'not_found') throw error;
    throw new MosaicError(
      'not_found',
      `The plan ${planId} of this workspace is not in the hub of this home. Use the home it was made in (--home), or begin anew: tony plan clean --force && tony plan init`,
      { cause: error },
    );
  }
}

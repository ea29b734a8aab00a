import { createHash } from 'node:crypto';
import { type Requirement, requirementText } from './rules/requirement.ts';

/** Where a task waits: its tenant, its project, and what it asks of an agent. */
export interface Lane {
  readonly id: string;
  readonly tenant: string;
  /** Empty where a job belongs to no project. */
  readonly projectId: string;
  /** Id of the requirement. */
  readonly requirement: string;
}

/** Ids follow from what they name, so that no lookup is needed and a repeat finds the same row. */
export function laneOf(tenant: string, projectId: string, requirement: string): Lane {
  return { id: `l:${tenant}:${projectId}:${requirement}`, tenant, projectId, requirement };
}

export function tenantShare(tenant: string): string {
  return `t:${tenant}`;
}

export function projectShare(tenant: string, projectId: string): string {
  return `p:${tenant}:${projectId}`;
}

export function requirementId(requirement: Requirement): string {
  return createHash('sha256').update(requirementText(requirement)).digest('hex').slice(0, 16);
}

import type { PlanAgentType } from '@mosaic/contract';

/** A kind of agent: what it is for, and what an agent must be able to do to be one. */
export interface AgentTypeFacts {
  readonly type: PlanAgentType;
  readonly summary: string;
  /** Capabilities that a task for this type requires. */
  readonly capabilities: readonly string[];
}

const summaries: Readonly<Record<PlanAgentType, string>> = {
  'tech-lead-tony': 'Plans, splits and hands out work; decides about architecture.',
  'implementation-agent': 'Writes and changes code.',
  'qa-agent': 'Reviews work against its criteria.',
  'security-agent': 'Finds and closes holes.',
  'devops-agent': 'Builds, deploys and runs.',
  'frontend-agent': 'Builds what people see.',
  'backend-agent': 'Builds services and interfaces.',
  'database-agent': 'Designs and migrates data.',
  'documentation-agent': 'Writes for readers.',
  'testing-agent': 'Writes tests.',
  'recovery-agent': 'Takes up what others left unfinished.',
  'monitoring-agent': 'Watches what runs.',
};

/** All kinds of agents. */
export const agentTypes: readonly AgentTypeFacts[] = Object.entries(summaries).map(
  ([type, summary]) => ({
    type: type as PlanAgentType,
    summary,
    capabilities: [`agent:${type}`],
  }),
);

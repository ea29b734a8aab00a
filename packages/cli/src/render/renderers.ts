import { agentRenderers } from './agent.ts';
import { auditRenderers } from './audit.ts';
import { contextRenderers } from './context.ts';
import { eventRenderers } from './event.ts';
import { evidenceRenderers } from './evidence.ts';
import { handoffRenderers } from './handoff.ts';
import { jobRenderers } from './job.ts';
import { lockRenderers } from './lock.ts';
import { messageRenderers } from './message.ts';
import { missionRenderers } from './mission.ts';
import { nodeRenderers } from './node.ts';
import { nodeGateRenderers } from './node-gate.ts';
import { personaRenderers } from './persona.ts';
import { planRenderers } from './plan.ts';
import { planPhaseRenderers } from './plan-phases.ts';
import { planStepRenderers } from './plan-steps.ts';
import { projectRenderers } from './project.ts';
import { quotaRenderers } from './quota.ts';
import type { Renderers } from './renderer.ts';
import { repositoryRenderers } from './repository.ts';
import { runRenderers } from './run.ts';
import { scheduleRenderers } from './schedule.ts';
import { stateRenderers } from './state.ts';
import { systemRenderers } from './system.ts';
import { taskRenderers } from './task.ts';
import { templateRenderers } from './template.ts';

/** How each public operation is shown to people. */
export const renderers: Renderers = {
  ...agentRenderers,
  ...auditRenderers,
  ...contextRenderers,
  ...eventRenderers,
  ...evidenceRenderers,
  ...handoffRenderers,
  ...jobRenderers,
  ...lockRenderers,
  ...messageRenderers,
  ...missionRenderers,
  ...nodeRenderers,
  ...nodeGateRenderers,
  ...personaRenderers,
  ...planRenderers,
  ...planPhaseRenderers,
  ...planStepRenderers,
  ...projectRenderers,
  ...quotaRenderers,
  ...repositoryRenderers,
  ...runRenderers,
  ...scheduleRenderers,
  ...stateRenderers,
  ...systemRenderers,
  ...taskRenderers,
  ...templateRenderers,
};

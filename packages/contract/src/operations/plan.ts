import { z } from 'zod';
import { PageInput, page } from '../entities/fields.ts';
import {
  Plan,
  PlanChange,
  PlanDocument,
  PlanEdge,
  PlanFinding,
  PlanNode,
  PlanNodeId,
} from '../entities/plan.ts';
import { PlanEdit } from '../entities/plan-edit.ts';
import { PlanGapArea, PlanGaps } from '../entities/plan-gap.ts';
import {
  PlanForecast,
  PlanLimits,
  PlanNodeProgress,
  PlanScenario,
  PlanSchedule,
} from '../entities/plan-schedule.ts';
import { MissionId, PlanId, ProjectId } from '../ids.ts';
import { limits } from '../limits.ts';
import { operation } from '../operation.ts';

const planId = 'pln_0190b5c8-6c1f-7000-8000-000000000000';
const projectId = 'prj_0190b5c8-6c1f-7000-8000-000000000000';

/** From 1; the version an edit was made on, so that two people do not undo each other's work. */
const BaseVersion = z.coerce.number().int().min(1).optional();

const forecastInput = {
  limits: PlanLimits.prefault({}),
  samples: z.coerce.number().int().min(100).max(20_000).default(2_000),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
};

/**
 * Makes a plan out of a goal, a document or nothing.
 *
 * - `goal`: by the configured model, else by the template that fits best; `template` names one.
 * - `document`: Markdown (PRD, outline, tasks.md, review report, decomposition) or JSON.
 * - `empty`: an epic to be filled by an agent with `plan.propose`, or by hand.
 *
 * What does not compile is refused with its findings, and nothing is stored, unless `keepDraft`.
 */
export const addPlan = operation({
  name: 'plan.add',
  kind: 'command',
  summary: 'Make a plan from a goal, a document, or from scratch.',
  permission: 'plan:write',
  input: z.object({
    projectId: ProjectId.optional(),
    from: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('goal'),
        goal: z.string().trim().min(1).max(limits.planTextCharsMax),
        template: z.string().max(60).optional(),
        /** Whether to ask the configured model; `auto` asks it where there is one. */
        model: z.enum(['auto', 'always', 'never']).default('auto'),
      }),
      z.object({
        kind: z.literal('document'),
        text: z.string().min(1).max(limits.planSourceCharsMax),
        name: z.string().max(200).optional(),
        format: z
          .enum(['auto', 'prd', 'outline', 'tasks', 'report', 'decomposition', 'plan', 'athms'])
          .default('auto'),
      }),
      z.object({
        kind: z.literal('empty'),
        title: z.string().trim().min(1).max(limits.planLineCharsMax),
        goal: z.string().max(limits.planTextCharsMax).default(''),
      }),
    ]),
    /** Stores a plan with errors as a draft instead of refusing it. */
    keepDraft: z.boolean().default(false),
  }),
  output: z.object({ plan: Plan, findings: z.array(PlanFinding), notes: z.array(z.string()) }),
  errors: ['not_found', 'conflict', 'precondition_failed', 'too_large', 'unavailable'],
  example: { projectId, from: { kind: 'goal', goal: 'Build a REST API' } },
});

export const listPlans = operation({
  name: 'plan.list',
  kind: 'query',
  summary: 'List plans, newest first.',
  permission: 'plan:read',
  input: z.object({ projectId: ProjectId.optional(), ...PageInput }),
  output: page(Plan),
  errors: [],
  example: {},
});

export const showPlan = operation({
  name: 'plan.show',
  kind: 'query',
  summary: 'Show a plan without its nodes.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId }),
  output: Plan,
  errors: ['not_found'],
  example: { planId },
});

/** The plan that holds an epic, for people who know it as `E.001`. */
export const findPlan = operation({
  name: 'plan.find',
  kind: 'query',
  summary: 'Find the plan of an epic such as E.001.',
  permission: 'plan:read',
  input: z.object({ epicId: PlanNodeId, projectId: ProjectId.optional() }),
  output: Plan,
  errors: ['not_found', 'conflict'],
  example: { epicId: 'E.001' },
});

export const planDocument = operation({
  name: 'plan.document',
  kind: 'query',
  summary: 'Read all nodes and edges of a plan.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId }),
  output: z.object({ plan: Plan, document: PlanDocument }),
  errors: ['not_found'],
  example: { planId },
});

export const checkPlan = operation({
  name: 'plan.check',
  kind: 'query',
  summary: 'List what is wrong with a plan.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId }),
  output: z.object({ isRunnable: z.boolean(), findings: z.array(PlanFinding) }),
  errors: ['not_found'],
  example: { planId },
});

export const schedulePlan = operation({
  name: 'plan.schedule',
  kind: 'query',
  summary: 'Show critical path, slack and when what is done.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId, limits: PlanLimits.prefault({}) }),
  output: PlanSchedule,
  errors: ['not_found', 'precondition_failed'],
  example: { planId },
});

export const forecastPlan = operation({
  name: 'plan.forecast',
  kind: 'query',
  summary: 'Forecast duration, tokens and cost with their spread.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId, ...forecastInput }),
  output: PlanForecast,
  errors: ['not_found', 'precondition_failed'],
  example: { planId },
});

/** The first scenario is the plan as it is. */
export const comparePlan = operation({
  name: 'plan.compare',
  kind: 'query',
  summary: 'Compare what if: more workers, or less to do.',
  permission: 'plan:read',
  input: z.object({
    planId: PlanId,
    ...forecastInput,
    scenarios: z
      .array(
        z.object({
          name: z.string().min(1).max(80),
          limits: PlanLimits.optional(),
          /** Nodes left out, with all below them. */
          without: z.array(PlanNodeId).max(200).default([]),
        }),
      )
      .max(10),
  }),
  output: z.object({ scenarios: z.array(PlanScenario) }),
  errors: ['not_found', 'precondition_failed'],
  example: { planId, scenarios: [{ name: 'Four workers', limits: { workers: 4 } }] },
});

export const planGaps = operation({
  name: 'plan.gaps',
  kind: 'query',
  summary: 'List what a plan lacks, by area.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId, areas: z.array(PlanGapArea).max(5).optional() }),
  output: PlanGaps,
  errors: ['not_found'],
  example: { planId },
});

export const fillPlan = operation({
  name: 'plan.fill',
  kind: 'command',
  summary: 'Add what the gap analysis found missing.',
  permission: 'plan:write',
  input: z.object({
    planId: PlanId,
    areas: z.array(PlanGapArea).max(5).optional(),
    baseVersion: BaseVersion,
  }),
  output: z.object({ plan: Plan, gaps: PlanGaps }),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: { planId },
});

/** All edits or none. */
export const editPlan = operation({
  name: 'plan.edit',
  kind: 'command',
  summary: 'Change nodes and edges of a plan.',
  permission: 'plan:write',
  input: z.object({
    planId: PlanId,
    edits: z.array(PlanEdit).min(1).max(500),
    baseVersion: BaseVersion,
    /** One line for the history. */
    summary: z.string().max(200).default(''),
  }),
  output: z.object({
    plan: Plan,
    /** Ids given to added nodes, in order, and new ids of what was moved. */
    added: z.array(PlanNodeId),
    moved: z.array(z.object({ from: PlanNodeId, to: PlanNodeId })),
    findings: z.array(PlanFinding),
  }),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: {
    planId,
    edits: [{ kind: 'change', nodeId: 'F.001.01', fields: { title: 'Sign in' } }],
  },
});

export const undoPlan = operation({
  name: 'plan.undo',
  kind: 'command',
  summary: 'Take the last change of a plan back.',
  permission: 'plan:write',
  input: z.object({ planId: PlanId, baseVersion: BaseVersion }),
  output: Plan,
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: { planId },
});

export const redoPlan = operation({
  name: 'plan.redo',
  kind: 'command',
  summary: 'Make a change again that was taken back.',
  permission: 'plan:write',
  input: z.object({ planId: PlanId, baseVersion: BaseVersion }),
  output: Plan,
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: { planId },
});

/**
 * An agent proposes the children of one node. What does not compile is answered with its
 * findings and not stored; the agent corrects it and proposes again, until the budget ends.
 * Ids may be left to the plan: children take the next free numbers in the order given.
 */
export const proposeNodes = operation({
  name: 'plan.propose',
  kind: 'command',
  summary: 'Propose the children of one node of a plan.',
  permission: 'plan:write',
  input: z.object({
    planId: PlanId,
    parentId: PlanNodeId.nullable(),
    nodes: z
      .array(PlanNode.omit({ id: true, parentId: true }))
      .min(1)
      .max(20),
    /** Between nodes that are there, and the proposed ones as `#1`, `#2` … in the order given. */
    edges: z
      .array(
        PlanEdge.extend({
          from: z.union([PlanNodeId, z.string().regex(/^#\d{1,2}$/)]),
          to: z.union([PlanNodeId, z.string().regex(/^#\d{1,2}$/)]),
        }),
      )
      .max(200)
      .default([]),
  }),
  output: z.object({
    isAccepted: z.boolean(),
    findings: z.array(PlanFinding),
    added: z.array(PlanNodeId),
    /** The node whose children are wanted next; null when nothing is left to split. */
    next: z.object({ parentId: PlanNodeId, title: z.string(), level: z.string() }).nullable(),
    /** Proposals left. */
    budget: z.int(),
    plan: Plan,
  }),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: {
    planId,
    parentId: 'E.001',
    nodes: [{ title: 'Accounts' }, { title: 'Orders' }],
  },
});

/** Newest first: what `plan.undo` takes back next is the first that is not undone. */
export const planHistory = operation({
  name: 'plan.history',
  kind: 'query',
  summary: 'List the changes of a plan.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId, ...PageInput }),
  output: page(PlanChange),
  errors: ['not_found'],
  example: { planId },
});

export const exportPlan = operation({
  name: 'plan.export',
  kind: 'query',
  summary: 'Write a plan as Markdown or JSON.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId, format: z.enum(['markdown', 'json']).default('markdown') }),
  output: z.object({ text: z.string() }),
  errors: ['not_found'],
  example: { planId },
});

export const planProgress = operation({
  name: 'plan.progress',
  kind: 'query',
  summary: 'Show how far each node of a plan is.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId }),
  output: z.object({ plan: Plan, nodes: z.array(PlanNodeProgress) }),
  errors: ['not_found'],
  example: { planId },
});

export const removePlan = operation({
  name: 'plan.remove',
  kind: 'command',
  summary: 'Remove a plan that no mission is running.',
  permission: 'plan:write',
  input: z.object({ planId: PlanId }),
  output: z.object({ planId: PlanId }),
  errors: ['not_found', 'conflict'],
  example: { planId },
});

/** One file of the planning workspace, relative to it. */
const PlanningFile = z.object({ path: z.string(), text: z.string() });

/**
 * Does the next of the four phases: abstraction, decomposition, optimisation, certification.
 *
 * Phases go in order; doing one again is allowed and takes the later ones back. Without an option all
 * parts of the phase are done; with some, those alone.
 */
export const advancePlan = operation({
  name: 'plan.advance',
  kind: 'command',
  summary: 'Do one of the four planning phases.',
  permission: 'plan:write',
  input: z.object({
    planId: PlanId,
    phase: z.coerce.number().int().min(1).max(4),
    /** Name of the project in the files; that of the registered project unless given. */
    projectName: z.string().trim().min(1).max(limits.planLineCharsMax).optional(),
    /** As said the last time, else iterative; so with what follows. */
    methodology: z.enum(['iterative', 'waterfall', 'agile']).optional(),
    /** How many phases this planning has, else 4; the fourth is the certification. */
    phases: z.coerce.number().int().min(1).max(4).optional(),
    /** Where the files go, relative to the project; the hub itself writes none. */
    workspace: z.string().min(1).max(400).optional(),
    options: z
      .array(
        z.enum([
          'analyze-domain',
          'define-epics',
          'decompose-tasks',
          'map-dependencies',
          'critical-path',
          'optimize-resources',
          'validate',
          'certify',
        ]),
      )
      .max(8)
      .default([]),
    limits: PlanLimits.prefault({}),
    /** Certification holds warnings against the plan as well. */
    isStrict: z.boolean().default(false),
  }),
  output: z.object({
    plan: Plan,
    /** False when validation or certification failed: the findings say why. */
    isPassed: z.boolean(),
    findings: z.array(PlanFinding),
    files: z.array(PlanningFile),
  }),
  errors: ['not_found', 'conflict', 'precondition_failed'],
  example: { planId, phase: 1 },
});

export const reportPlan = operation({
  name: 'plan.report',
  kind: 'query',
  summary: 'Write the comprehensive planning report.',
  permission: 'plan:read',
  input: z.object({ planId: PlanId }),
  output: z.object({ files: z.array(PlanningFile) }),
  errors: ['not_found', 'precondition_failed'],
  example: { planId },
});

/** Called by the missions: a plan that a mission runs keeps its nodes, and cannot be removed. */
export const attachPlan = operation({
  name: 'plan.attach',
  kind: 'command',
  summary: 'Note that a mission runs a plan, or how that ended.',
  permission: 'plan:write',
  internal: true,
  input: z.object({
    planId: PlanId,
    missionId: MissionId,
    /** `ended`: not all of it was done. */
    outcome: z.enum(['running', 'done', 'ended']),
  }),
  output: z.object({ plan: Plan }),
  errors: ['not_found', 'conflict'],
  example: { planId, missionId: 'msn_0190b5c8-6c1f-7000-8000-000000000000', outcome: 'running' },
});

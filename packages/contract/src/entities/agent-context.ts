import { z } from 'zod';
import { ContextId } from '../ids.ts';
import { limits } from '../limits.ts';
import { Instant } from './fields.ts';
import { PlanAgentType, PlanNodeId } from './plan.ts';

/** Bytes of a context as JSON text, below ten kilobytes whatever it is about. */
export const agentContextBytesMax = 10_000;

/** A node of a plan, or the human id of a mission's task such as `MS-SEC-001`. */
const WorkId = z.union([
  PlanNodeId,
  z.string().regex(/^[A-Z][A-Z0-9]{0,15}(?:-[A-Z0-9]{1,16}){1,3}$/, 'must be a task id'),
]);
const AgentName = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be lower case with hyphens');
const Text = z.string().max(1_000);
const Line = z.string().max(200);
const Path = z.string().min(1).max(400);
const Count = z.int().min(0);
const Percent = z.number().min(0).max(100);

const Session = z.strictObject({
  session_id: z.uuid(),
  /** The agent that made this context. */
  parent_agent_id: AgentName,
  timestamp: Instant,
  agent_chain: z
    .array(
      z.strictObject({
        agent_id: AgentName,
        start_time: Instant,
        end_time: Instant.optional(),
        completion_status: z.enum(['completed', 'handed_off', 'failed', 'interrupted']).optional(),
        tasks_completed: z.array(WorkId).max(50).default([]),
      }),
    )
    .max(30)
    .default([]),
});

const TaskContext = z.strictObject({
  current_task: z.strictObject({
    id: WorkId,
    title: Line,
    description: Text.default(''),
    status: z.enum(['pending', 'in_progress', 'blocked', 'completed', 'failed']),
    priority: z.enum(['critical', 'high', 'medium', 'low']).default('medium'),
    /** Seconds; a task is never planned for more than half an hour. */
    estimated_duration: z.int().min(1).max(1_800).optional(),
    actual_duration: z.number().min(0).optional(),
  }),
  /** From the epic to the task, where it is part of a plan. */
  task_hierarchy: z
    .strictObject({
      epic: Line,
      feature: Line.optional(),
      story: Line.optional(),
      current_path: z.array(WorkId).max(6),
    })
    .optional(),
  dependencies: z
    .strictObject({
      /** What waits for this task. */
      blocking: z.array(WorkId).max(50).default([]),
      /** What this task waits for. */
      blocked_by: z.array(WorkId).max(50).default([]),
      related: z.array(WorkId).max(50).default([]),
    })
    .optional(),
  phase_info: z
    .strictObject({
      current_phase: z.string().regex(/^(?:phase-\d{1,3}|recovery|maintenance)$/),
      phase_status: z.enum(['planning', 'in_progress', 'qa', 'completed', 'failed']),
      phase_completion_percentage: Percent.optional(),
    })
    .optional(),
});

const ProjectState = z.strictObject({
  working_directory: Path,
  modified_files: z
    .array(
      z.strictObject({
        path: Path,
        status: z.enum(['created', 'modified', 'deleted', 'renamed']),
        size_change: z.int().optional(),
        checksum: z.string().max(128).optional(),
      }),
    )
    .max(100)
    .default([]),
  git_status: z.strictObject({
    branch: Line,
    is_clean: z.boolean(),
    commit_hash: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/)
      .optional(),
    staged_files: z.array(Path).max(100).default([]),
    unstaged_files: z.array(Path).max(100).default([]),
    untracked_files: z.array(Path).max(100).default([]),
  }),
  environment: z
    .strictObject({
      node_version: Line.optional(),
      npm_version: Line.optional(),
      os: Line.optional(),
      shell: Line.optional(),
      docker_available: z.boolean().optional(),
    })
    .optional(),
  build_status: z
    .strictObject({
      last_build_time: Instant.optional(),
      build_success: z.boolean(),
      build_errors: z.array(Text).max(20).default([]),
    })
    .optional(),
});

const ExecutionContext = z.strictObject({
  model_selection: z.strictObject({
    current_model: Line,
    reason: Text.optional(),
    complexity_level: z.enum(['simple', 'moderate', 'complex', 'architectural']).optional(),
  }),
  tool_authorizations: z.array(z.string().regex(/^[A-Za-z][A-Za-z0-9_:-]{0,59}$/)).max(60),
  constraints: z
    .strictObject({
      timeout_minutes: z.int().min(5).max(180).optional(),
      max_files_to_modify: z.int().min(1).max(50).optional(),
      forbidden_operations: z
        .array(z.enum(['git_push', 'npm_publish', 'docker_production', 'secrets_access']))
        .default([]),
      required_validations: z
        .array(z.enum(['build_success', 'tests_pass', 'lint_clean', 'security_scan']))
        .default([]),
    })
    .optional(),
  resource_limits: z
    .strictObject({
      max_concurrent_operations: z.int().min(1).max(5).optional(),
      memory_limit_mb: z.int().min(1).optional(),
      disk_space_limit_mb: z.int().min(1).optional(),
    })
    .optional(),
});

const HandoffInstructions = z.strictObject({
  next_agent_type: PlanAgentType,
  continuation_point: Text,
  success_criteria: z
    .array(
      z.strictObject({
        criterion: z.string().min(1).max(400),
        validation_method: z.enum([
          'automated_test',
          'manual_verification',
          'build_check',
          'coverage_check',
        ]),
        target_value: Line.optional(),
        priority: z.enum(['required', 'preferred', 'optional']).default('required'),
      }),
    )
    .min(1)
    .max(30),
  context_files: z
    .array(
      z.strictObject({
        path: Path,
        purpose: Line,
        sections: z.array(Line).max(20).default([]),
      }),
    )
    .max(50)
    .default([]),
  warnings: z
    .array(
      z.strictObject({
        type: z.enum(['security', 'performance', 'compatibility', 'dependency']),
        message: z.string().max(400),
        severity: z.enum(['low', 'medium', 'high', 'critical']),
      }),
    )
    .max(30)
    .default([]),
});

const TestCount = z.strictObject({ passed: Count, failed: Count, skipped: Count.default(0) });

const EvidenceTracking = z.strictObject({
  test_results: z
    .strictObject({
      unit: TestCount.optional(),
      integration: TestCount.optional(),
      security: TestCount.optional(),
    })
    .optional(),
  coverage_metrics: z
    .strictObject({ lines: Percent.optional(), branches: Percent.optional() })
    .optional(),
  validation_status: z
    .strictObject({
      overall_status: z.enum(['not_validated', 'in_progress', 'passed', 'failed', 'blocked']),
      build: z.boolean().optional(),
      lint: z.boolean().optional(),
      type_check: z.boolean().optional(),
      security_scan: z.boolean().optional(),
    })
    .optional(),
  artifacts: z.array(Path).max(50).default([]),
});

const Metadata = z.strictObject({
  context_size_bytes: Count.optional(),
  token_count_estimate: Count.optional(),
  created_by: Line.optional(),
  validated: z.boolean().optional(),
  validation_errors: z.array(Text).max(50).default([]),
  tags: z.array(z.string().max(60)).max(20).default([]),
});

/**
 * What one agent tells the next, version 1.0.0 of the documented schema.
 *
 * Two things differ from it on purpose: task ids are those of plans, each with the depth its prefix
 * names, and of missions; and `blocking` is what waits for the task, `blocked_by` what it waits for.
 */
export const AgentContext = z.strictObject({
  schema_version: z.literal('1.0.0'),
  session: Session,
  task_context: TaskContext,
  project_state: ProjectState,
  execution_context: ExecutionContext,
  handoff_instructions: HandoffInstructions,
  evidence_tracking: EvidenceTracking.optional(),
  metadata: Metadata.optional(),
});

/** Situations for which there is a prepared handoff. */
export const ContextTemplate = z.enum([
  'planning-handoff',
  'implementation-handoff',
  'qa-handoff',
  'recovery-handoff',
]);

/** One thing wrong with a context; `path` is dotted, such as `task_context.current_task.id`. */
export const ContextProblem = z.object({ path: z.string(), message: z.string() });

/** A context the hub keeps. */
export const StoredContext = z.object({
  id: ContextId,
  name: z.string().max(limits.contextNameCharsMax),
  version: z.int().min(1),
  context: AgentContext,
  bytes: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});

export type AgentContext = z.output<typeof AgentContext>;
export type AgentContextInput = z.input<typeof AgentContext>;
export type ContextTemplate = z.output<typeof ContextTemplate>;
export type ContextProblem = z.output<typeof ContextProblem>;
export type StoredContext = z.output<typeof StoredContext>;

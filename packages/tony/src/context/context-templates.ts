import type { AgentContextInput, ContextTemplate } from '@mosaic/contract';

/** A part of a context; what it lacks is said by whoever uses it. */
export interface ContextDefaults {
  readonly task_context?: Readonly<Record<string, unknown>>;
  readonly execution_context: AgentContextInput['execution_context'];
  readonly handoff_instructions: AgentContextInput['handoff_instructions'];
}

const readTools = ['Read', 'Glob', 'Grep', 'LS'];
const writeTools = [...readTools, 'Edit', 'MultiEdit', 'Write', 'Bash'];
/** Whoever works never publishes: the hub lands what was verified. */
const forbidden: ('git_push' | 'npm_publish' | 'docker_production' | 'secrets_access')[] = [
  'git_push',
  'npm_publish',
  'docker_production',
  'secrets_access',
];
const unknownModel = { current_model: 'unknown' };

/** What is the same in every handoff of its kind; laid under what is particular. */
export const contextTemplates: Readonly<Record<ContextTemplate, ContextDefaults>> = {
  'planning-handoff': {
    task_context: { phase_info: { current_phase: 'phase-1', phase_status: 'planning' } },
    execution_context: {
      model_selection: { ...unknownModel, complexity_level: 'architectural' },
      tool_authorizations: readTools,
      constraints: { timeout_minutes: 30, forbidden_operations: forbidden },
    },
    handoff_instructions: {
      next_agent_type: 'tech-lead-tony',
      continuation_point: 'Read the plan as it is, then split the first node that is too large.',
      success_criteria: [
        {
          criterion: 'The plan compiles without an error.',
          validation_method: 'automated_test',
        },
        {
          criterion: 'Every atomic takes at most 30 minutes and says how one can tell it is done.',
          validation_method: 'automated_test',
        },
      ],
    },
  },
  'implementation-handoff': {
    execution_context: {
      model_selection: { ...unknownModel, complexity_level: 'moderate' },
      tool_authorizations: writeTools,
      constraints: {
        timeout_minutes: 30,
        max_files_to_modify: 20,
        forbidden_operations: forbidden,
        required_validations: ['build_success', 'tests_pass', 'lint_clean'],
      },
    },
    handoff_instructions: {
      next_agent_type: 'implementation-agent',
      continuation_point: 'Look at what the last commit changed, then do what is missing.',
      success_criteria: [
        { criterion: 'All gates of the project pass.', validation_method: 'automated_test' },
      ],
    },
  },
  'qa-handoff': {
    task_context: { phase_info: { current_phase: 'phase-1', phase_status: 'qa' } },
    execution_context: {
      model_selection: { ...unknownModel, complexity_level: 'moderate' },
      tool_authorizations: [...readTools, 'Bash'],
      constraints: {
        timeout_minutes: 30,
        forbidden_operations: forbidden,
        required_validations: ['build_success', 'tests_pass', 'lint_clean', 'security_scan'],
      },
    },
    handoff_instructions: {
      next_agent_type: 'qa-agent',
      continuation_point: 'Hold the work against each criterion before looking at its code.',
      success_criteria: [
        {
          criterion: 'Each criterion of the task was checked, with what was seen.',
          validation_method: 'manual_verification',
        },
        { criterion: 'All gates of the project pass.', validation_method: 'automated_test' },
      ],
    },
  },
  'recovery-handoff': {
    task_context: { phase_info: { current_phase: 'recovery', phase_status: 'in_progress' } },
    execution_context: {
      model_selection: { ...unknownModel, complexity_level: 'complex' },
      tool_authorizations: writeTools,
      constraints: {
        timeout_minutes: 30,
        max_files_to_modify: 20,
        forbidden_operations: forbidden,
        required_validations: ['build_success', 'tests_pass'],
      },
    },
    handoff_instructions: {
      next_agent_type: 'recovery-agent',
      continuation_point: 'Find out why the last attempt failed before trying anything.',
      success_criteria: [
        {
          criterion: 'The failure of the last attempt does not happen again.',
          validation_method: 'automated_test',
        },
        { criterion: 'All gates of the project pass.', validation_method: 'automated_test' },
      ],
      warnings: [
        {
          type: 'dependency',
          message: 'Work of an agent that failed may be half done: trust commits, not notes.',
          severity: 'medium',
        },
      ],
    },
  },
};

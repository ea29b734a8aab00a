/** Items of each list of a context, as its schema bounds them. */
export const agentContextLimits = {
  agent_chain: 30,
  blocking: 50,
  blocked_by: 50,
  related: 50,
  modified_files: 100,
  success_criteria: 30,
  context_files: 50,
  warnings: 30,
  artifacts: 50,
} as const;

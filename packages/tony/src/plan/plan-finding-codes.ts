import type { PlanSeverity } from '@mosaic/contract';

interface FindingKind {
  readonly severity: PlanSeverity;
  /** One line for the documents. */
  readonly summary: string;
}

/** Everything the compiler may say about a plan. Codes are stable: programs branch on them. */
export const planFindingCodes = {
  plan_empty: error('The plan has no nodes.'),
  id_malformed: error('An id is not of the form E.001 … A.001.01.01.01.01.01.'),
  id_duplicate: error('Two nodes have the same id.'),
  id_level_mismatch: error('The prefix of an id names another level than its digits do.'),
  parent_mismatch: error('The parent is not the one the id starts from.'),
  orphan: error('The parent is not in the plan.'),
  level_skipped: error('A node hangs below a node more than one level above it.'),
  leaf_not_atomic: error('A node above atomic has nothing below it.'),
  atomic_has_children: error('A node hangs below an atomic.'),
  too_many_children: error('A node has more than 7 children.'),
  too_few_children: warning('A node has one child only.'),
  children_not_advised: advice('A node has not 3 to 5 children.'),
  title_duplicate: warning('Two children of a node have the same title.'),
  atomics_out_of_range: advice('An epic has not 50 to 200 atomics.'),
  estimate_missing: error('An atomic has no estimate.'),
  estimate_invalid: error('An estimate lies outside its own bounds.'),
  atomic_too_long: error('An atomic takes more than 30 minutes.'),
  atomic_short: advice('An atomic takes less than 15 minutes.'),
  atomic_too_many_tokens: error('An atomic takes more than half a context window of tokens.'),
  size_over: warning('The work below a node is more than its level holds.'),
  size_under: advice('The work below a node is less than its level is meant for.'),
  criteria_missing: error('An atomic has no completion criteria.'),
  acceptance_missing: error('A story has no acceptance criteria.'),
  agent_type_unsuitable: warning('A type of agent that does not suit the node, or is not there.'),
  edge_unknown_node: error('A dependency names a node that is not in the plan.'),
  edge_to_self: error('A node depends on itself.'),
  edge_to_ancestor: error('A dependency joins a node with one above it.'),
  edge_duplicate: error('A dependency is given twice.'),
  condition_missing: error('A conditional dependency does not say when it holds.'),
  condition_contradiction: error('A node is to be done whether another one is done or fails.'),
  cycle: error('Nodes wait for each other in a circle.'),
  parallel_contradiction: error('Nodes said to be parallel are kept apart by other dependencies.'),
  parallel_unchecked: warning('There are too many parallel dependencies to compare all.'),
  resource_unknown: error('A node uses a resource the plan does not list.'),
  resource_exceeded: error('A node uses more of a resource than there is.'),
  resource_duplicate: error('Two resources have the same name.'),
  external_unknown: error('A dependency on another plan names a plan or a node that is not there.'),
  file_unsafe: error('A path leads out of the repository.'),
} as const satisfies Record<string, FindingKind>;

export type PlanFindingCode = keyof typeof planFindingCodes;

function error(summary: string) {
  return { severity: 'error', summary } as const;
}

function warning(summary: string) {
  return { severity: 'warning', summary } as const;
}

function advice(summary: string) {
  return { severity: 'advice', summary } as const;
}

import { coordinatingAgents } from '../level-rules.ts';
import type { PlanIndex } from '../plan-index.ts';
import type { FindingList } from './finding-list.ts';

/** How one can tell that nodes are done, and who does them. */
export function checkCriteria(
  index: PlanIndex,
  findings: FindingList,
  agentTypes: ReadonlySet<string> | null,
): void {
  const { nodes, level } = index;
  for (let at = 0; at < nodes.length; at += 1) {
    const node = nodes[at];
    if (node === undefined) continue;
    if (level[at] === 5 && node.completionCriteria.length === 0) {
      findings.at('criteria_missing', at, () => {
        return `${node.id} has no completion criteria. Say how one can tell that "${node.title}" is done.`;
      });
    }
    if (level[at] === 2 && node.acceptanceCriteria.length === 0) {
      findings.at('acceptance_missing', at, () => {
        return `${node.id} has no acceptance criteria. Say what users can do once "${node.title}" is done.`;
      });
    }
    const { agentType } = node;
    if (agentType === null) continue;
    if (level[at] === 5 && coordinatingAgents.has(agentType)) {
      findings.at('agent_type_unsuitable', at, () => {
        return `${node.id} is given to ${agentType}, which coordinates and changes no code. Choose another type of agent.`;
      });
    } else if (agentTypes !== null && !agentTypes.has(agentType)) {
      findings.at('agent_type_unsuitable', at, () => {
        return `${node.id} is given to ${agentType}, and there is no agent of that type. Choose one of: ${[...agentTypes].join(', ')}.`;
      });
    }
  }
}

import type { Agent } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { agoText } from '../output/quantities.ts';
import { type Column, table } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showAgent(agent: Agent, view: View): string {
  return facts(
    [
      ['Agent', agent.id],
      ['Name', agent.name],
      ['Type', agent.type],
      ['State', agent.state, stateFormat(agent)],
      ['Tasks', `${agent.tasksRunning} of at most ${agent.tasksMax}`],
      ['Capabilities', agent.capabilities.join(', ') || 'none'],
      ['Labels', labelsText(agent) || null],
      ['Session', `${agent.sessionId} (epoch ${agent.epoch})`],
      ['Version', agent.version],
      ['Last seen', agoText(agent.lastSeenAt, view.nowMs)],
    ],
    view,
  );
}

function stateFormat({ state }: Agent) {
  if (state === 'online') return 'green' as const;
  return state === 'draining' ? ('yellow' as const) : ('dim' as const);
}

function labelsText({ labels }: Agent): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

const columns: readonly Column<Agent>[] = [
  { title: 'ID', text: (agent) => agent.id },
  { title: 'NAME', text: (agent) => agent.name, isFlexible: true },
  { title: 'TYPE', text: (agent) => agent.type },
  {
    title: 'STATE',
    text: (agent) => agent.state,
    format: stateFormat,
  },
  { title: 'TASKS', text: (agent) => `${agent.tasksRunning}/${agent.tasksMax}`, isRight: true },
  { title: 'SEEN', text: (agent, view) => agoText(agent.lastSeenAt, view.nowMs) },
];

export const agentRenderers = {
  registerAgent: showAgent,
  heartbeatAgent: showAgent,
  drainAgent: showAgent,
  deregisterAgent: ({ released }) => `The agent has left; ${released} tasks are back in line.`,
  findAgents: ({ agents }, view) =>
    agents.length === 0
      ? view.style('dim', 'No agent online is able to do that.')
      : table(agents, columns, view),
  listAgents: listRenderer('agents', columns),
  showAgent,
} satisfies Renderers;

import type { Agent } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import { agoText } from '../output/quantities.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showAgent(agent: Agent, view: View): string {
  return facts(
    [
      ['Agent', agent.id],
      ['Name', agent.name],
      ['Type', agent.type],
      ['Online', agent.isOnline ? 'yes' : 'no'],
      ['Capabilities', agent.capabilities.join(', ') || 'none'],
      ['Version', agent.version],
      ['Last seen', agoText(agent.lastSeenAt, view.nowMs)],
    ],
    view,
  );
}

const columns: readonly Column<Agent>[] = [
  { title: 'ID', text: (agent) => agent.id },
  { title: 'NAME', text: (agent) => agent.name, isFlexible: true },
  { title: 'TYPE', text: (agent) => agent.type },
  {
    title: 'ONLINE',
    text: (agent) => (agent.isOnline ? 'yes' : 'no'),
    format: (agent) => (agent.isOnline ? 'green' : 'dim'),
  },
  { title: 'SEEN', text: (agent, view) => agoText(agent.lastSeenAt, view.nowMs) },
];

export const agentRenderers = {
  registerAgent: showAgent,
  heartbeatAgent: showAgent,
  listAgents: listRenderer('agents', columns),
  showAgent,
} satisfies Renderers;

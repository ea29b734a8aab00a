import type { Agent } from '@mosaic/contract';
import { useQuery } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { QueryView } from '../../components/query-view.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { queries } from '../../data/queries.ts';

export function AgentPanel() {
  const agents = useQuery(queries.agents(useHub()));
  return (
    <section className="panel" aria-labelledby="agents-title">
      <div className="panel-head">
        <h2 id="agents-title">Workers</h2>
        {agents.data !== undefined && (
          <span className="muted">
            {agents.data.items.filter((agent) => agent.isOnline).length} online
          </span>
        )}
      </div>
      <QueryView query={agents} label="workers">
        {({ items }) =>
          items.length === 0 ? (
            <p className="muted">
              None has announced itself, so missions wait. <code>npm start</code> brings up a hub
              with a runner.
            </p>
          ) : (
            <ul className="rows">
              {items
                .toSorted((a, b) => Number(b.isOnline) - Number(a.isOnline))
                .map((agent) => (
                  <AgentRow key={agent.id} agent={agent} />
                ))}
            </ul>
          )
        }
      </QueryView>
    </section>
  );
}

function AgentRow({ agent }: { agent: Agent }) {
  return (
    <li>
      <p className="row-title">
        <span className={`presence ${agent.isOnline ? 'presence-on' : ''}`} aria-hidden="true" />
        <span className="long-text">{agent.name}</span>
        <span className="row-end">{agent.isOnline ? 'online' : 'offline'}</span>
      </p>
      <p className="meta">
        <span>{agent.type}</span>
        <span>{agent.version}</span>
        {!agent.isOnline && (
          <span>
            seen <TimeAgo at={agent.lastSeenAt} />
          </span>
        )}
      </p>
      {agent.capabilities.length > 0 && (
        <p className="muted small-text long-text">{agent.capabilities.join(' · ')}</p>
      )}
    </li>
  );
}

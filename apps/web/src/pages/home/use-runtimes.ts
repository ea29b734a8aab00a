import { useQuery } from '@tanstack/react-query';
import { useHub } from '../../app/hub-context.ts';
import { queries } from '../../data/queries.ts';

/** Runtimes that online workers announce, in the order in which they did. */
export function useRuntimes(): string[] {
  const agents = useQuery(queries.agents(useHub()));
  const named = agents.data?.items
    .filter((agent) => agent.isOnline)
    .flatMap((agent) => agent.capabilities)
    .filter((capability) => capability.startsWith('runtime:'))
    .map((capability) => capability.slice('runtime:'.length));
  return [...new Set(named ?? [])];
}

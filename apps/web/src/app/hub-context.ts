import { createContext, use, useSyncExternalStore } from 'react';
import type { Hub } from '../data/hub.ts';
import type { Connection, ConnectionState } from '../live/connection.ts';

export interface HubContextValue {
  hub: Hub;
  connection: Connection;
  onSignOut: () => void;
}

export const HubContext = createContext<HubContextValue | null>(null);

export function useHubContext(): HubContextValue {
  const value = use(HubContext);
  if (value === null) throw new Error('useHubContext needs a HubContext above it');
  return value;
}

export function useHub(): Hub {
  return useHubContext().hub;
}

export function useConnectionState(): ConnectionState {
  const { connection } = useHubContext();
  return useSyncExternalStore(connection.subscribe, connection.get);
}

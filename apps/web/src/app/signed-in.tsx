import { createClient } from '@mosaic/client';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { createConnection } from '../live/connection.ts';
import { LiveGate } from '../live/live-gate.tsx';
import { HubContext } from './hub-context.ts';
import { createPageQueryClient } from './query-client.ts';
import { createPageRouter } from './router.tsx';

interface SignedInProps {
  token: string;
  onRefused: () => void;
  onSignOut: () => void;
}

/** Wires client, cache, event stream and router for one token. */
export function SignedIn({ token, onRefused, onSignOut }: SignedInProps) {
  const [connection] = useState(createConnection);
  const [queryClient] = useState(() => createPageQueryClient(onRefused));
  const [router] = useState(createPageRouter);
  const hub = useMemo(() => createClient({ baseUrl: location.origin, token }), [token]);
  const context = useMemo(() => ({ hub, connection, onSignOut }), [hub, connection, onSignOut]);

  return (
    <HubContext value={context}>
      <QueryClientProvider client={queryClient}>
        <LiveGate onRefused={onRefused}>
          <RouterProvider router={router} />
        </LiveGate>
      </QueryClientProvider>
    </HubContext>
  );
}

import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';

const route = getRouteApi('/plans/$planId');

/** Opens a form about a node: what waits for it, or where it moves. */
export function useNodeForm(): (id: string, form: 'connect' | 'move') => void {
  const navigate = route.useNavigate();
  return useCallback(
    (node, form) =>
      void navigate({ search: (old) => ({ ...old, node, form }), resetScroll: false }),
    [navigate],
  );
}

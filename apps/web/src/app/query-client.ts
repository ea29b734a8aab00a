import { isMosaicError } from '@mosaic/contract';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/**
 * The page's cache. The event stream says what is old, so there are no timers and no
 * refetching on focus; `always`, because a loopback hub is there without any network.
 */
export function createPageQueryClient(onRefused: () => void): QueryClient {
  const onError = (error: Error) => {
    if (isMosaicError(error) && error.code === 'unauthenticated') onRefused();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < 2 && isPassing(error),
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** Worth another try: the hub was away or busy. Everything else would fail again. */
function isPassing(error: Error): boolean {
  return !isMosaicError(error) || error.code === 'unavailable' || error.code === 'rate_limited';
}

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import { Loading } from './loading.tsx';

interface QueryViewProps<Data> {
  query: UseQueryResult<Data>;
  /** What is read, as a noun: `tasks`. */
  label: string;
  children: (data: Data) => ReactNode;
}

/** Loading, failure and content of one query; old content stays while it is read again. */
export function QueryView<Data>({ query, label, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) {
    return (
      <>
        {query.isError && (
          <ErrorNotice
            title={`The ${label} below may be old`}
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.isError) {
    return (
      <ErrorNotice
        title={`Could not read the ${label}`}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  return <Loading label={`Reading ${label}`} />;
}

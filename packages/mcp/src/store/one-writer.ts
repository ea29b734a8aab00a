import { kyselyOver } from './kysely-over.ts';
import type { QueryPort } from './query-port.ts';
import type { Dialect, Writer } from './store.ts';

/**
 * A writer for one piece of work.
 *
 * Once closed it refuses everything: work that forgot to await a statement must not write into
 * the transaction of somebody else.
 */
export function oneWriter(
  dialect: Dialect,
  port: QueryPort,
): { writer: Writer; close: () => void } {
  let isOpen = true;
  const writer = kyselyOver(dialect, (use) => {
    if (!isOpen) return Promise.reject(new Error('This transaction is over'));
    return use(port);
  });
  return {
    writer,
    close: () => {
      isOpen = false;
    },
  };
}

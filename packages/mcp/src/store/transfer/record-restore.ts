import { auditAppender } from '../../modules/audit/append-audit.ts';
import { localTenant } from '../../pipeline/principal.ts';
import type { Store } from '../store.ts';

export interface RestoreFacts {
  readonly at: number;
  /** Number the event of the restore gets; events go on from it. */
  readonly eventSeq: number;
  /** When the backup was made. */
  readonly createdAt: string;
  readonly inputSha256: string;
}

/** Tells of a restore in the events and in the audit chain, in one transaction. */
export async function recordRestore(store: Store, facts: RestoreFacts): Promise<void> {
  await store.write(async (writer, append) => {
    await writer
      .insertInto('event')
      .values({
        seq: facts.eventSeq,
        tenant: localTenant,
        type: 'store.restored',
        at: facts.at,
        data: JSON.stringify({ backupCreatedAt: facts.createdAt }),
      })
      .execute();
    append(auditAppender, [
      {
        at: facts.at,
        principal: 'system:store',
        surface: 'system',
        operation: 'store.restore',
        target: facts.createdAt,
        outcome: 'ok',
        inputSha256: facts.inputSha256,
      },
    ]);
  });
}

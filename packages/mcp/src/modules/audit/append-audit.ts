import { localTenant } from '../../pipeline/principal.ts';
import type { Appender } from '../../store/group-commit.ts';
import { insertRows } from '../../store/insert-rows.ts';
import { statement } from '../../store/statement.ts';
import { storableText } from '../../store/storable-text.ts';
import { type AuditEntry, chainHash, genesisHash } from './chain.ts';

const readHead = statement<{ seq: number; hash: string }>(
  'audit head',
  'select seq, hash from audit order by seq desc limit 1',
);

const insertAudit = insertRows('audit', {
  seq: 'bigint',
  tenant: 'text',
  at: 'bigint',
  principal: 'text',
  surface: 'text',
  operation: 'text',
  target: 'text',
  mission_id: 'text',
  outcome: 'text',
  input_sha256: 'text',
  previous_hash: 'text',
  hash: 'text',
});

/** Chains records to the last one, in the transaction of the commands they tell of. */
export const auditAppender: Appender<AuditEntry> = {
  async append(writer, entries) {
    const [head] = await readHead.all(writer, []);
    let seq = Number(head?.seq ?? 0);
    let previousHash = head?.hash ?? genesisHash;
    const rows = entries.map(storable).map((entry) => {
      seq += 1;
      const hash = chainHash(seq, entry, previousHash);
      const row = {
        seq,
        tenant: entry.tenant ?? localTenant,
        at: entry.at,
        principal: entry.principal,
        surface: entry.surface,
        operation: entry.operation,
        target: entry.target,
        mission_id: entry.missionId ?? null,
        outcome: entry.outcome,
        input_sha256: entry.inputSha256,
        previous_hash: previousHash,
        hash,
      };
      previousHash = hash;
      return row;
    });
    await insertAudit(writer, rows);
  },
};

/** Names may come from refused input, and what no store keeps as it is would break the chain. */
function storable(entry: AuditEntry): AuditEntry {
  return {
    ...entry,
    principal: storableText(entry.principal),
    target: entry.target === null ? null : storableText(entry.target),
    ...(entry.missionId === undefined ? {} : { missionId: storableText(entry.missionId) }),
  };
}

import { type Evidence, MosaicError, operations } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Module } from '../../module.ts';
import { toInstant } from '../../pipeline/clock.ts';
import { cutPage, decodeCursor } from '../../pipeline/cursor.ts';
import { command, query } from '../../pipeline/handler.ts';
import { storableText } from '../../store/storable-text.ts';
import {
  type EvidenceRecord,
  type EvidenceRow,
  type EvidenceTables,
  evidenceMigrations,
} from './tables.ts';

type EvidenceReader = Kysely<EvidenceTables>;

/** Evidence: what a gate did, at which commit. Never changed, never removed. */
export const evidenceModule: Module = {
  name: 'evidence',
  migrations: evidenceMigrations,
  handlers: [
    command(
      operations.addEvidence,
      async (context, { runId, fencingToken, log, gate, ...rest }) => {
        const store: EvidenceReader = context.store;
        const run = await context.call(operations.checkRun, { runId, fencingToken });
        const known = await store
          .selectFrom('evidence')
          .selectAll()
          .where('run_id', '=', runId)
          .where('gate', '=', gate)
          .where('tenant', '=', context.principal.tenant)
          .executeTakeFirst();
        if (known) return toEvidence(known);
        const id = context.clock.newId('evidence');
        const record: EvidenceRecord = { ...rest, createdAt: toInstant(context.clock.now()) };
        const place = { task_id: run.taskId, mission_id: run.missionId, run_id: runId };
        await store
          .insertInto('evidence')
          .values({
            id,
            tenant: context.principal.tenant,
            ...place,
            gate,
            record: JSON.stringify(record),
            log: storableText(log),
          })
          .execute();
        context.emit({
          type: 'evidence.added',
          missionId: run.missionId,
          taskId: run.taskId,
          runId,
          data: { evidenceId: id, gate, passed: rest.passed, exitCode: rest.exitCode },
        });
        return { id, runId, taskId: run.taskId, missionId: run.missionId, gate, ...record };
      },
    ),

    query(operations.listEvidence, async (context, { missionId, taskId, runId, limit, cursor }) => {
      const store: EvidenceReader = context.store;
      let select = store
        .selectFrom('evidence')
        .selectAll()
        .where('tenant', '=', context.principal.tenant);
      if (missionId) select = select.where('mission_id', '=', missionId);
      if (taskId) select = select.where('task_id', '=', taskId);
      if (runId) select = select.where('run_id', '=', runId);
      const after = decodeCursor(cursor);
      if (after !== null) select = select.where('position', '>', after);
      const rows = await select
        .orderBy('position')
        .limit(limit + 1)
        .execute();
      return cutPage(rows, limit, (row) => row.position, toEvidence);
    }),

    query(operations.countEvidence, async (context, { missionId }) => {
      const store: EvidenceReader = context.store;
      const row = await store
        .selectFrom('evidence')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('mission_id', '=', missionId)
        .where('tenant', '=', context.principal.tenant)
        .executeTakeFirstOrThrow();
      return { count: Number(row.count) };
    }),

    query(operations.showEvidence, async (context, { evidenceId }) => {
      const store: EvidenceReader = context.store;
      const row = await store
        .selectFrom('evidence')
        .selectAll()
        .where('id', '=', evidenceId)
        .where('tenant', '=', context.principal.tenant)
        .executeTakeFirst();
      if (!row) throw new MosaicError('not_found', `There is no evidence ${evidenceId}.`);
      const evidence = toEvidence(row);
      return { ...evidence, log: row.log, repeat: repeatCommand(evidence) };
    }),
  ],
};

/** What a person types, in a clone of the repository, to see the same outcome. */
function repeatCommand(evidence: Evidence): string {
  const short = evidence.commit.slice(0, 12);
  return `git worktree add --detach ../evidence-${short} ${evidence.commit} && cd ../evidence-${short} && ${evidence.command}`;
}

function toEvidence(row: Selectable<EvidenceRow>): Evidence {
  const record: EvidenceRecord = JSON.parse(row.record);
  return {
    id: row.id,
    runId: row.run_id,
    taskId: row.task_id,
    missionId: row.mission_id,
    gate: row.gate,
    ...record,
  };
}

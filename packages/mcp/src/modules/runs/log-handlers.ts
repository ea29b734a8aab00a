import { limits, MosaicError, operations } from '@mosaic/contract';
import type { Selectable } from 'kysely';
import { command, type Handler, query, stream } from '../../pipeline/handler.ts';
import { storableText } from '../../store/storable-text.ts';
import { findRun, holdRun, type RunReader, type RunScope } from './run-store.ts';
import type { RunRow } from './tables.ts';

/** How long a follower trusts hints before it looks by itself. */
const safetyNetMs = 1_000;
/** Characters handed to a follower at once. */
const followCharsMax = 64_000;

export const logHandlers: readonly Handler[] = [
  command(operations.appendRunLog, async (context, { runId, fencingToken, offset, ...sent }) => {
    context.quiet();
    const store: RunReader = context.store;
    const { tenant } = context.principal;
    const row = await holdRun(context, runId, fencingToken);
    const text = storableText(sent.text);
    const end = offset + text.length;
    if (end <= row.log_chars || text === '') return { nextOffset: row.log_chars };
    requireRoom(row, offset, end);
    await store
      .insertInto('run_log')
      .values({ tenant, run_id: runId, at_offset: offset, text })
      .execute();
    await store.updateTable('run').set({ log_chars: end }).where('id', '=', runId).execute();
    context.hint(`run.log:${runId}`);
    return { nextOffset: end };
  }),

  query(operations.runLogs, async (context, { runId, offset, charsMax }) =>
    readChunk(context, runId, offset, charsMax),
  ),

  stream(operations.followRun, async function* (context, { runId, offset }) {
    let position = offset;
    while (!context.signal.aborted) {
      const woken = context.waitForHint(`run.log:${runId}`, safetyNetMs);
      const chunk = await readChunk(context, runId, position, followCharsMax);
      if (chunk.text !== '' || chunk.isEnd) yield chunk;
      if (chunk.isEnd) return;
      position = chunk.nextOffset;
      if (chunk.text === '') await woken;
    }
  }),
];

function requireRoom(row: Selectable<RunRow>, offset: number, end: number): void {
  if (offset !== row.log_chars) {
    throw new MosaicError(
      'conflict',
      `The log of ${row.id} continues at ${row.log_chars}, not at ${offset}. Send the part from there.`,
      { details: { nextOffset: row.log_chars } },
    );
  }
  if (end > limits.runLogCharsMax) {
    throw new MosaicError(
      'too_large',
      `The log of ${row.id} would pass ${limits.runLogCharsMax} characters. End the run as a flood.`,
      { details: { nextOffset: row.log_chars } },
    );
  }
}

async function readChunk(scope: RunScope, runId: string, offset: number, charsMax: number) {
  const run = await findRun(scope, runId);
  const rows = await scope.store
    .selectFrom('run_log')
    .select(['at_offset', 'text'])
    .where('run_id', '=', runId)
    .where('tenant', '=', scope.principal.tenant)
    .where('at_offset', '>', offset - limits.logChunkCharsMax)
    .where('at_offset', '<', offset + charsMax)
    .orderBy('at_offset')
    .execute();
  const start = rows[0]?.at_offset ?? offset;
  const joined = rows.map(({ text }) => text).join('');
  const text = joined.slice(Math.max(0, offset - start), Math.max(0, offset - start) + charsMax);
  const nextOffset = offset + text.length;
  const isEnd = run.status !== 'running' && nextOffset >= run.log_chars;
  return { offset, text, nextOffset, isEnd };
}

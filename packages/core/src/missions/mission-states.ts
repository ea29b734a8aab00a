import { MosaicError } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { MissionFact } from './rules/fact.ts';
import { initialState } from './rules/initial-state.ts';
import { reduce } from './rules/reduce.ts';
import type { MissionSettings } from './rules/settings.ts';
import type { MissionState } from './rules/state.ts';
import type { MissionRow, MissionTables } from './tables.ts';

export type MissionReader = Kysely<MissionTables>;

interface Folded {
  state: MissionState;
  seq: number;
}

/** Missions whose folded state is kept; older ones are folded again when asked for. */
const keptMax = 50;

/**
 * Mission states, folded from stored facts.
 *
 * Committed facts never change, so a kept state is only ever continued. Reading
 * inside a transaction must not keep anything: it may still be rolled back.
 */
export interface MissionStates {
  /** The state after all committed facts. */
  read(store: MissionReader, row: Selectable<MissionRow>): Promise<MissionState>;
  /** The state inside a transaction, and the number its next fact gets. */
  readUncommitted(
    store: MissionReader,
    row: Selectable<MissionRow>,
  ): Promise<{ state: MissionState; nextSeq: number }>;
}

export function createMissionStates(): MissionStates {
  const kept = new Map<string, Folded>();
  const fold = async (store: MissionReader, row: Selectable<MissionRow>): Promise<Folded> => {
    const settings: MissionSettings = JSON.parse(row.settings);
    const start = kept.get(row.id) ?? { state: initialState(settings), seq: 0 };
    const facts = await store
      .selectFrom('mission_fact')
      .select(['seq', 'fact'])
      .where('mission_id', '=', row.id)
      .where('seq', '>', start.seq)
      .orderBy('seq')
      .execute();
    return {
      state: facts.reduce(
        (state, { fact }) => reduce(state, JSON.parse(fact) as MissionFact),
        start.state,
      ),
      seq: facts.at(-1)?.seq ?? start.seq,
    };
  };
  return {
    async read(store, row) {
      const folded = await fold(store, row);
      kept.delete(row.id);
      kept.set(row.id, folded);
      const oldest = kept.keys().next().value;
      if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
      return folded.state;
    },
    async readUncommitted(store, row) {
      const { state, seq } = await fold(store, row);
      return { state, nextSeq: seq + 1 };
    },
  };
}

/** @param tenant whose mission it must be; left out by the engine, which serves all */
export async function findMission(
  store: MissionReader,
  missionId: string,
  tenant?: string,
): Promise<Selectable<MissionRow>> {
  let select = store.selectFrom('mission').selectAll().where('id', '=', missionId);
  if (tenant !== undefined) select = select.where('tenant', '=', tenant);
  const row = await select.executeTakeFirst();
  if (!row) {
    throw new MosaicError(
      'not_found',
      `There is no mission ${missionId}. List them: mosaic mission list`,
    );
  }
  return row;
}

import { type Mission, MosaicError, operations } from '@mosaic/contract';
import {
  type CommandContext,
  command,
  cutPage,
  decodeCursor,
  type Module,
  type QueryContext,
  query,
  stream,
  toInstant,
} from '@mosaic/mcp';
import type { Selectable } from 'kysely';
import { findMission, type MissionReader, type MissionStates } from './mission-states.ts';
import { missionView } from './mission-view.ts';
import type { MissionFact } from './rules/fact.ts';
import { nodeGates } from './rules/node-gates.ts';
import { reduce } from './rules/reduce.ts';
import { defaultStepTimeouts } from './rules/settings.ts';
import type { MissionState } from './rules/state.ts';
import { type MissionTerms, startHandler } from './start.ts';
import { type MissionRow, missionMigrations } from './tables.ts';

/** How long a watcher trusts hints before it looks by itself, in milliseconds. */
const safetyNetMs = 1_000;

/** Missions: starting, watching, stopping and resuming them; the engine does the rest. */
export function missionsModule(
  states: MissionStates,
  terms: MissionTerms = { timeouts: defaultStepTimeouts, isTrusted: () => false },
): Module {
  const view = async (
    context: Pick<QueryContext, 'store' | 'query'>,
    row: Selectable<MissionRow>,
  ) => {
    const state = await states.read(context.store, row);
    const { count } = await context.query(operations.countEvidence, { missionId: row.id });
    return missionView(row, state, count);
  };
  return {
    name: 'missions',
    migrations: missionMigrations,
    handlers: [
      startHandler(terms),
      query(operations.missionStatus, async (context, { missionId }) =>
        view(context, await findMission(context.store, missionId, context.principal.tenant)),
      ),
      query(operations.missionGates, async (context, { missionId }) => {
        const row = await findMission(context.store, missionId, context.principal.tenant);
        const gates = nodeGates(await states.read(context.store, row));
        return { items: gates.map((gate) => ({ ...gate, closedAt: toInstant(gate.closedAt) })) };
      }),
      query(operations.listMissions, async (context, input) => {
        const rows = await listRows(context, input);
        const page = cutPage(
          rows,
          input.limit,
          (row) => row.position,
          (row) => row,
        );
        const missions: Mission[] = [];
        for (const row of page.items) missions.push(await view(context, row));
        const items = missions.filter(({ status }) => !input.status || status === input.status);
        return { items, nextCursor: page.nextCursor };
      }),
      stream(operations.watchMission, async function* (context, { missionId }) {
        let shown = '';
        while (!context.signal.aborted) {
          const woken = context.waitForHint('events', safetyNetMs);
          const mission = await view(
            context,
            await findMission(context.store, missionId, context.principal.tenant),
          );
          const text = JSON.stringify(mission);
          if (text !== shown) yield mission;
          shown = text;
          if (mission.finishedAt !== null) return;
          await woken;
        }
      }),
      command(operations.stopMission, (context, { missionId, reason }) =>
        decide(context, states, missionId, (state, at) => {
          if (state.control !== 'running') return null;
          return { type: 'stop_requested', stop: state.stops + 1, reason, at };
        }),
      ),
      command(operations.resumeMission, (context, { missionId }) =>
        decide(context, states, missionId, (state, at) => {
          if (state.control === 'running') return null;
          if (state.control === 'stopping') throw stillStopping(missionId);
          return { type: 'resume_requested', stop: state.stops, at };
        }),
      ),
      command(operations.recordMission, async (context, { missionId, facts, eventSeq }) => {
        const store: MissionReader = context.store;
        const row = await findMission(store, missionId, context.principal.tenant);
        const { state, nextSeq } = await states.readUncommitted(store, row);
        const stored = await storeFacts(
          context,
          row,
          state,
          nextSeq,
          facts as unknown as MissionFact[],
        );
        if (stored === 0) context.quiet();
        if (eventSeq !== null) {
          await store
            .updateTable('mission')
            .set({ event_seq: eventSeq })
            .where('id', '=', missionId)
            .execute();
        }
        return { stored };
      }),
    ],
  };
}

async function listRows(
  context: Pick<QueryContext, 'store' | 'principal'>,
  input: {
    projectId?: string | undefined;
    planId?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Selectable<MissionRow>[]> {
  const store: MissionReader = context.store;
  let select = store
    .selectFrom('mission')
    .selectAll()
    .where('tenant', '=', context.principal.tenant);
  if (input.projectId) select = select.where('project_id', '=', input.projectId);
  if (input.planId) select = select.where('plan_id', '=', input.planId);
  const before = decodeCursor(input.cursor);
  if (before !== null) select = select.where('position', '<', before);
  return select
    .orderBy('position', 'desc')
    .limit(input.limit + 1)
    .execute();
}

/** Stores the fact a person's command amounts to, if it changes anything. */
async function decide(
  context: CommandContext,
  states: MissionStates,
  missionId: string,
  choose: (state: MissionState, at: number) => MissionFact | null,
): Promise<Mission> {
  const store: MissionReader = context.store;
  const row = await findMission(store, missionId, context.principal.tenant);
  const { state, nextSeq } = await states.readUncommitted(store, row);
  if (row.is_active === 0) {
    throw new MosaicError('conflict', `Mission ${missionId} is over. Start a new one.`, {
      details: { missionId },
    });
  }
  const fact = choose(state, context.clock.now());
  if (fact) await storeFacts(context, row, state, nextSeq, [fact]);
  const { state: changed } = await states.readUncommitted(store, row);
  const { count } = await context.call(operations.countEvidence, { missionId });
  return missionView(row, changed, count);
}

/** Appends the facts that change the state, and announces what a screen would show differently. */
async function storeFacts(
  context: CommandContext,
  row: Selectable<MissionRow>,
  before: MissionState,
  nextSeq: number,
  facts: readonly MissionFact[],
): Promise<number> {
  const store: MissionReader = context.store;
  let state = before;
  let stored = 0;
  for (const fact of facts) {
    const next = reduce(state, fact);
    if (next === state) continue;
    await store
      .insertInto('mission_fact')
      .values({
        tenant: row.tenant,
        mission_id: row.id,
        seq: nextSeq + stored,
        fact: JSON.stringify(fact),
      })
      .execute();
    state = next;
    stored += 1;
  }
  if (stored === 0) return 0;
  if (state.isFinished && row.is_active === 1) {
    await store.updateTable('mission').set({ is_active: 0 }).where('id', '=', row.id).execute();
  }
  const { status, tasks } = missionView(row, state, 0);
  context.emit({
    type: state.isFinished ? 'mission.finished' : 'mission.changed',
    projectId: row.project_id,
    missionId: row.id,
    data: { status, tasks, facts: facts.map(({ type }) => type) },
  });
  return stored;
}

function stillStopping(missionId: string): MosaicError {
  return new MosaicError(
    'conflict',
    `Mission ${missionId} is still stopping: runs in progress end first. Resume it when it is stopped.`,
    { details: { missionId } },
  );
}

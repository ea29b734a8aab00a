import { operations, type Project } from '@mosaic/contract';
import type { Clock, Guard, Hub, Store, SystemCaller } from '@mosaic/mcp';
import type { Selectable } from 'kysely';
import type { Effect, EffectContext } from './effects/effect.ts';
import { effects } from './effects/index.ts';
import { renewHolds, renewMs } from './effects/locks.ts';
import { readFrozenPlan } from './frozen-plan.ts';
import { readNewFacts } from './ingest-events.ts';
import { findMission, type MissionStates } from './mission-states.ts';
import type { MissionFact } from './rules/fact.ts';
import type { MissionIntent } from './rules/intent.ts';
import { outstanding } from './rules/outstanding.ts';
import type { MissionState } from './rules/state.ts';
import type { MissionRow } from './tables.ts';

/** Told about what went wrong; the engine goes on. */
export interface EngineLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface EngineOptions {
  hub: Hub;
  /** Asked before every write; set where other nodes have an engine too. */
  guard?: Guard | undefined;
  store: Store;
  states: MissionStates;
  clock: Clock;
  log: EngineLog;
  /** Directory of one bare repository per mission. */
  vaultsDirectory: string;
  /** Directory of the product's templates. */
  templatesDirectory: string;
  /** How long until other plans are looked at again, in milliseconds. */
  lookOutMs?: number;
}

export interface Engine {
  /** Looks at all active missions until there is nothing left to do now. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** How long the engine trusts hints before it looks by itself, in milliseconds. */
const safetyNetMs = 1_000;
/** How long until something is looked out for again, in milliseconds. */
const lookOutMsDefault = 1_000;
/** Steps of one mission in one look; more means that the decisions do not come to rest. */
const stepsMax = 10_000;

/**
 * Carries out what the pure decisions ask for.
 *
 * It keeps nothing that matters: every look folds the stored facts, asks what is
 * outstanding and does it. A crash at any point is healed by looking again, since
 * each effect may be repeated.
 */
export function startEngine(options: EngineOptions): Engine {
  const done = new Map<string, DoneKeys>();
  const looking = new Map<string, Promise<void>>();
  const stop = new AbortController();

  const look = (missionId: string): Promise<void> => {
    const current = looking.get(missionId);
    if (current !== undefined) return current;
    const next = advance(options, missionId, done, stop.signal)
      .catch((error: unknown) =>
        options.log.warn({ err: error, missionId }, 'mission could not be advanced; trying again'),
      )
      .finally(() => looking.delete(missionId));
    looking.set(missionId, next);
    return next;
  };
  const lookAtAll = async (): Promise<void> => {
    const active = await options.store.reader
      .selectFrom('mission')
      .select('id')
      .where('is_active', '=', 1)
      .execute();
    await Promise.all(active.map(({ id }) => look(String(id))));
  };
  const running = (async () => {
    while (!stop.signal.aborted) {
      const woken = options.hub.hints.wait('events', safetyNetMs, stop.signal);
      await lookAtAll().catch((error: unknown) =>
        options.log.warn({ err: error }, 'missions could not be read; trying again'),
      );
      await woken;
    }
  })();
  return {
    settle: lookAtAll,
    async close() {
      stop.abort();
      await running;
      await Promise.allSettled(looking.values());
    },
  };
}

/** What may come to nothing yet and is tried again. */
const repeated: ReadonlySet<MissionIntent['type']> = new Set(['look_out', 'take_locks']);

/** When an intent may be carried out again, by key; never for what is done. */
type DoneKeys = Map<string, number>;

/** Stands for the renewal of all holds of a mission. */
const renewKey = 'renew';

async function advance(
  options: EngineOptions,
  missionId: string,
  done: Map<string, DoneKeys>,
  signal: AbortSignal,
): Promise<void> {
  const doneKeys = done.get(missionId) ?? new Map<string, number>();
  done.set(missionId, doneKeys);
  for (let step = 0; step < stepsMax && !signal.aborted; step += 1) {
    const row = await findMission(options.store.reader, missionId);
    if (row.is_active === 0) {
      done.delete(missionId);
      return;
    }
    const caller = callerOf(options, row.tenant);
    const news = await readNewFacts(caller, missionId, Number(row.event_seq));
    if (news.facts.length > 0 || news.lastSeq > Number(row.event_seq)) {
      const { facts, lastSeq } = news;
      await caller.call(operations.recordMission, {
        missionId,
        facts: plain(facts),
        eventSeq: lastSeq,
      });
      if (facts.length > 0) continue;
    }
    const state = await options.states.read(options.store.reader, row);
    const now = options.clock.now();
    if ((doneKeys.get(renewKey) ?? now) <= now) {
      doneKeys.set(renewKey, now + renewMs);
      const lost = await renewHolds(caller, state, now);
      if (lost.length > 0) {
        await caller.call(operations.recordMission, {
          missionId,
          facts: plain(lost),
          eventSeq: null,
        });
        continue;
      }
    }
    const intent = outstanding(state).find(({ key }) => (doneKeys.get(key) ?? now) <= now);
    if (!intent) return;
    const project = await caller.call(operations.showProject, { projectId: row.project_id });
    const facts = await carryOut(contextOf(options, caller, row, state, project), intent);
    const isToRepeat = facts.length === 0 && repeated.has(intent.type);
    const again = now + (options.lookOutMs ?? lookOutMsDefault);
    doneKeys.set(intent.key, isToRepeat ? again : Number.POSITIVE_INFINITY);
    if (facts.length > 0) {
      await caller.call(operations.recordMission, {
        missionId,
        facts: plain(facts),
        eventSeq: null,
      });
    }
  }
}

/** The engine serves all tenants, each mission as its own. */
function callerOf({ hub, guard }: EngineOptions, tenant: string): SystemCaller {
  return hub.system('missions', guard ? { guard, tenant } : { tenant });
}

function carryOut(context: EffectContext, intent: MissionIntent): Promise<readonly MissionFact[]> {
  const effect = effects[intent.type] as Effect<MissionIntent>;
  return effect(context, intent);
}

function contextOf(
  options: EngineOptions,
  caller: SystemCaller,
  row: Selectable<MissionRow>,
  state: MissionState,
  project: Project,
): EffectContext {
  return {
    caller,
    state,
    project,
    createdAtMs: Number(row.created_at),
    clock: options.clock,
    log: options.log,
    vaultDirectory: vaultDirectory(options.vaultsDirectory, row.id),
    templatesDirectory: options.templatesDirectory,
    readPlan: () => readFrozenPlan(options.store.reader, row.id),
  };
}

/** Where the objects of one mission are kept; runners look there too. */
export function vaultDirectory(vaultsDirectory: string, missionId: string): string {
  return `${vaultsDirectory}/${missionId}.git`;
}

function plain(facts: readonly MissionFact[]): Record<string, unknown>[] {
  return facts.map((fact) => ({ ...fact }));
}

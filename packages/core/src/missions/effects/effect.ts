import type { PlanDocument, Project } from '@mosaic/contract';
import type { Author } from '@mosaic/git';
import type { Clock, SystemCaller } from '@mosaic/mcp';
import type { MissionFact } from '../rules/fact.ts';
import type { MissionIntent } from '../rules/intent.ts';
import type { MissionState } from '../rules/state.ts';

/** What an effect works with. */
export interface EffectContext {
  readonly caller: SystemCaller;
  readonly state: MissionState;
  readonly project: Project;
  readonly createdAtMs: number;
  readonly clock: Clock;
  readonly log: { warn(facts: object, message: string): void };
  readonly vaultDirectory: string;
  readonly templatesDirectory: string;
  /** The plan as it stood when the mission was started; only for missions that run one. */
  readPlan(): Promise<PlanDocument>;
}

/**
 * Carries out one kind of intent and says what is now a fact.
 *
 * May be repeated at any time, also when it took effect before: then it finds that
 * out and states the same fact. Throwing means "not now": the engine tries again.
 */
export type Effect<Intent extends MissionIntent> = (
  context: EffectContext,
  intent: Intent,
) => Promise<readonly MissionFact[]>;

/** The intent of one type. */
export type IntentOf<Type extends MissionIntent['type']> = Extract<MissionIntent, { type: Type }>;

/** Who signs the engine's own commits. */
export const engineAuthor: Author = { name: 'MosAIc', email: 'mosaic@localhost' };

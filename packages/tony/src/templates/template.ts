import type { FeatureOutline } from './outline.ts';
import type { Setting } from './setting.ts';

/** A kind of plan that is known beforehand and filled with what a goal and a repository say. */
export interface PlanTemplate {
  readonly name: string;
  readonly title: string;
  /** One sentence: what comes of it. */
  readonly summary: string;
  /** Words, and phrases of several words, that a goal of this kind contains. */
  readonly keywords: readonly string[];
  /** Pure: the same setting gives the same outline. At most seven of anything below one node. */
  readonly outline: (setting: Setting) => readonly FeatureOutline[];
}

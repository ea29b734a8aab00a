import type { Module } from '../module.ts';
import type { Call } from '../pipeline/backbone.ts';
import type { GroupDriver } from '../store/group-commit.ts';
import type { Random } from './random.ts';

/**
 * A defect put into a world on purpose, to prove that the checks would find it.
 *
 * Nothing of the product is changed: the defect is wrapped around its parts, one world at a time.
 */
export interface Planted {
  /** Replaces handlers of the real modules. */
  readonly modules?: (modules: readonly Module[], random: Random) => readonly Module[];
  /** Drives transactions another way. */
  readonly driver?: (driver: GroupDriver) => GroupDriver;
  /** True for statements that are said to be done but never reach the store. */
  readonly isSkipped?: (sql: string, random: Random) => boolean;
  /** Changes a call on its way to the pipeline. */
  readonly call?: (call: Call) => Call;
  /** A crash takes back what was committed shortly before. */
  readonly isForgetful?: boolean;
}

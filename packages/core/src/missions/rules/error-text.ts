import { type RunFailure, visibleText } from '@mosaic/contract';
import { shorten } from '../../documents/plain-text.ts';
import { failureRules } from './failure-treatment.ts';
import { missionLimits } from './limits.ts';

/** A failure as the next worker and the documents show it: data, bounded and harmless to print. */
export function errorText(failure: RunFailure): string {
  const advice = failureRules[failure.code]?.advice ?? failureRules.internal.advice;
  return boundText(`${failure.code}: ${advice}\n${failure.message}`);
}

/** Removes what nobody can see and cuts at the limit for errors. */
export function boundText(text: string): string {
  const visible = visibleText(text.slice(0, missionLimits.errorCharsMax * 4));
  return shorten(visible.trim(), missionLimits.errorCharsMax);
}

/** Adds an error; the oldest go once there are too many. */
export function withError(errors: readonly string[], failure: RunFailure): readonly string[] {
  return [...errors, errorText(failure)].slice(-missionLimits.previousErrorsMax);
}

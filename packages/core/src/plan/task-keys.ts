import { findingCategory } from './finding-id.ts';
import { phaseFacts } from './phases.ts';

/**
 * Gives out task ids `MS-{CAT}-{NNN}`, counted per category over the whole mission.
 *
 * `V1` to `V4` belong to the verifications; a report that uses them as a category gets
 * numbers from 002 on.
 */
export function taskKeys(taskPrefix: string) {
  const used = new Map<string, number>(
    Object.values(phaseFacts).map((phase) => [`V${phase.number}`, 1]),
  );
  return {
    /** Next id for a finding. */
    forFinding(findingId: string): string {
      const category = findingCategory(findingId);
      const number = (used.get(category) ?? 0) + 1;
      used.set(category, number);
      return `${taskPrefix}-${category}-${String(number).padStart(3, '0')}`;
    },
    /** The one verification of a phase. */
    forVerification(phase: number): string {
      return `${taskPrefix}-V${phase}-001`;
    },
  };
}

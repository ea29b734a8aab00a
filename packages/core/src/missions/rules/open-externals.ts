import { currentPhase } from './mission-stage.ts';
import type { External } from './plan-terms.ts';
import type { MissionState } from './state.ts';

/** What other plans have yet to do before tasks of the current phase can begin. */
export function openExternals(
  state: MissionState,
): readonly (External & { readonly external: number })[] {
  const phase = currentPhase(state);
  if (!phase) return [];
  const waiting = new Set(
    state.tasks
      .filter((task) => task.phase === phase.number && task.position.at === 'waiting')
      .map(({ id }) => id),
  );
  return state.terms.externals.flatMap((each, external) => {
    const isOpen = !state.externalsMet.includes(external);
    return isOpen && each.tasks.some((id) => waiting.has(id)) ? [{ ...each, external }] : [];
  });
}

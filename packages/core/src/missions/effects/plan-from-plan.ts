import type { EstimateFactors } from '@tony/core/planning';
import { planAtomics } from '../../plan/plan-atomics.ts';
import type { PhaseEntry } from '../rules/plan-entry.ts';
import type { PlanTerms } from '../rules/plan-terms.ts';
import { derivedTaskId } from '../start.ts';
import type { EntryDetails } from './add-entries.ts';
import type { EffectContext } from './effect.ts';
import type { Plan } from './plan.ts';
import { readFactors } from './read-factors.ts';
import type { BranchFiles } from './write-documents.ts';

/** Makes tasks of the plan as it stood when the mission was started. */
export async function planFromPlan(
  context: EffectContext,
  files: BranchFiles,
): Promise<Plan & { phases: readonly PhaseEntry[]; terms: PlanTerms }> {
  const { missionId, taskPrefix, milestone, gates } = context.state.settings;
  const { tasks, phases, terms } = planAtomics({
    document: await context.readPlan(),
    taskPrefix,
    milestone,
    verificationGates: gates,
    factors: await learned(files),
    idOf: (key) => derivedTaskId(missionId, context.createdAtMs, key),
  });
  const details = new Map<string, EntryDetails>();
  for (const { entry, node, scope } of tasks) {
    details.set(entry.id, { finding: null, node, scope: [...scope] });
  }
  return { tasks: tasks.map(({ entry }) => entry), details, warnings: [], phases, terms };
}

/** What archived missions of this repository teach about tokens; minutes are the plan's own. */
async function learned(files: BranchFiles): Promise<EstimateFactors> {
  const factors = await readFactors(files);
  return {
    factorFor: (type) => {
      const tokens = type === null ? undefined : factors[type];
      return { minutes: 1, tokens: tokens ?? 1, samples: tokens === undefined ? 0 : 1 };
    },
  };
}

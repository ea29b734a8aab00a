import { MosaicError } from '@mosaic/contract';
import {
  type PhaseNumber,
  type PhaseOption,
  type PhaseRecord,
  type Planning,
  phaseNames,
  phaseOptions,
} from './planning.ts';

/**
 * Refuses a phase whose turn it is not, saying which verb comes first.
 *
 * @throws `precondition_failed` when an earlier phase is missing or this planning has fewer phases
 */
export function requireTurn(
  { done, phases }: Pick<Planning, 'done' | 'phases'>,
  phase: number,
): void {
  if (phase > phases) {
    throw new MosaicError(
      'precondition_failed',
      `This planning has ${phases} phases, so there is no phase ${phase}. Begin again with more: tony plan init --phases ${phase}`,
      { details: { phase, phases } },
    );
  }
  for (let before = 1; before < phase; before += 1) {
    if (done.some((record) => record.phase === before)) continue;
    const name = phaseNames[before as PhaseNumber];
    throw new MosaicError(
      'precondition_failed',
      `Phase ${phase} comes after phase ${before}, ${name}. Do that first: tony plan phase${before}`,
      { details: { phase, missing: before, verb: `phase${before}` } },
    );
  }
}

/**
 * The parts of a phase that are to be done: those asked for, else all.
 *
 * @throws `invalid_input` for a part of another phase
 */
export function partsOf(phase: PhaseNumber, options: readonly PhaseOption[]): PhaseOption[] {
  const own: readonly PhaseOption[] = phaseOptions[phase];
  const foreign = options.find((option) => !own.includes(option));
  if (foreign !== undefined) {
    throw new MosaicError(
      'invalid_input',
      `--${foreign} is no part of phase ${phase}. It has: ${own.map((option) => `--${option}`).join(', ')}`,
      {
        details: { fields: [{ field: 'options', problem: `has no ${foreign} in phase ${phase}` }] },
      },
    );
  }
  return options.length === 0 ? [...own] : own.filter((option) => options.includes(option));
}

/**
 * The phases done with this one added. Doing a phase again takes the later ones back; parts of it
 * that were done before stay done.
 */
export function withPhase(done: readonly PhaseRecord[], record: PhaseRecord): PhaseRecord[] {
  const known = done.find(({ phase }) => phase === record.phase);
  const own: readonly PhaseOption[] = phaseOptions[record.phase];
  const options = own.filter(
    (option) => record.options.includes(option) || known?.options.includes(option),
  );
  return [
    ...done.filter(({ phase }) => phase < record.phase),
    { ...record, options, decomposed: record.decomposed ?? known?.decomposed },
  ];
}

/** Parts of the first three phases that were left out, as the verbs that do them. */
export function missingParts(done: readonly PhaseRecord[], phases: number): string[] {
  const missing: string[] = [];
  for (const phase of [1, 2, 3] as const) {
    if (phase > phases) continue;
    const had = done.find((record) => record.phase === phase)?.options ?? [];
    for (const option of phaseOptions[phase]) {
      if (!had.includes(option)) missing.push(`tony plan phase${phase} --${option}`);
    }
  }
  return missing;
}

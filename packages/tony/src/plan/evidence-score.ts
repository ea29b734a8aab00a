import { MosaicError } from '@mosaic/contract';

/** What evidence may speak for. */
export const evidenceAreas = [
  'build',
  'tests',
  'functional',
  'quality',
  'documentation',
  'security',
] as const;

export type EvidenceArea = (typeof evidenceAreas)[number];
export type EvidenceWeights = Readonly<Record<EvidenceArea, number>>;

/** Points of each area; all together are 100. */
export const evidenceWeights: EvidenceWeights = {
  build: 25,
  tests: 20,
  functional: 20,
  quality: 15,
  documentation: 10,
  security: 10,
};

/** A score of this or more passes. */
export const evidencePassScore = 80;

/** One command that was run by the platform: not a claim, not a file that is there. */
export interface ExecutedCheck {
  readonly area: EvidenceArea;
  readonly isPassed: boolean;
}

export interface EvidenceScore {
  /** 0 to 100; null where nothing was executed. */
  readonly score: number | null;
  readonly isPassed: boolean;
  /** Points got in each area, of those that count. */
  readonly points: Readonly<Partial<Record<EvidenceArea, number>>>;
  /** Areas that count and for which nothing was executed: they give no points. */
  readonly missing: readonly EvidenceArea[];
}

/**
 * Weighs executed checks. An area gives its points by the share of its checks that passed.
 *
 * Weights need not sum to 100: they are scaled, so an area that does not apply to a project is
 * given the weight 0 and left out. Throws `invalid_input` where no weight is left or one is negative.
 */
export function evidenceScore(
  checks: readonly ExecutedCheck[],
  options: { weights?: Partial<EvidenceWeights>; passScore?: number } = {},
): EvidenceScore {
  const weights = { ...evidenceWeights, ...options.weights };
  const counting = evidenceAreas.filter((area) => weights[area] !== 0);
  const total = counting.reduce((sum, area) => sum + weights[area], 0);
  if (counting.some((area) => !(weights[area] > 0)) || !(total > 0) || !Number.isFinite(total)) {
    throw new MosaicError(
      'invalid_input',
      'Weights of evidence are numbers from 0 upwards, and one at least is more than 0.',
    );
  }
  const points: Partial<Record<EvidenceArea, number>> = {};
  const missing: EvidenceArea[] = [];
  let score = 0;
  for (const area of counting) {
    const own = checks.filter((check) => check.area === area);
    if (own.length === 0) missing.push(area);
    const share = own.filter(({ isPassed }) => isPassed).length / Math.max(1, own.length);
    points[area] = (100 * weights[area] * share) / total;
    score += points[area];
  }
  const rounded = Math.round(score * 10) / 10;
  const isAnyRun = missing.length < counting.length;
  const passScore = options.passScore ?? evidencePassScore;
  return {
    score: isAnyRun ? rounded : null,
    isPassed: isAnyRun && rounded >= passScore,
    points,
    missing,
  };
}

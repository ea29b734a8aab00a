/** Entries of a row: quantiles of the normal distribution in equal steps of probability. */
export const rowSize = 1_024;

/** Quantile of the normal distribution below which 95 % lie. */
const ninetyFive = 1.6448536269514722;
/** Spreads are told apart in steps of one percent, up to a factor of about 80 either way. */
const spreadStep = 0.01;
const spreadMax = 2.6;

/** Multiples of a likely value, by their chance. */
export interface SpreadTable {
  /** `values[low + (k >> 9) * (high - low) + k]` for `k` below {@link rowSize} is one outcome. */
  readonly values: Float32Array;
  /** Where the row of a spread starts; it must be one of those the table was made for. */
  readonly rowOf: (spread: number) => number;
}

/** Standard deviation of the logarithm, where a bound at `ratio` times the likely value is met by 19 of 20. */
export function spreadOf(ratio: number): number {
  return Math.abs(Math.log(ratio)) / ninetyFive;
}

/**
 * Rows of `exp(spread * z)` for a thousand equally likely `z`.
 *
 * A draw is one look-up: with ten random bits `k`, rows of the lower spread serve the lower half
 * and rows of the upper spread the upper half, without a branch.
 */
export function createSpreadTable(spreads: readonly number[]): SpreadTable {
  const rowAt = new Map<number, number>();
  for (const spread of spreads) {
    const step = stepOf(spread);
    if (!rowAt.has(step)) rowAt.set(step, rowAt.size * rowSize);
  }
  const values = new Float32Array(rowAt.size * rowSize);
  for (const [step, row] of rowAt) {
    for (let k = 0; k < rowSize; k += 1) {
      values[row + k] = Math.exp(step * spreadStep * (quantiles[k] ?? 0));
    }
  }
  return { values, rowOf: (spread) => rowAt.get(stepOf(spread)) ?? 0 };
}

function stepOf(spread: number): number {
  return Math.round(Math.min(spreadMax, spread) / spreadStep);
}

const quantiles = Float64Array.from({ length: rowSize }, (_, k) =>
  k < rowSize / 2 ? -upperQuantile(rowSize - 1 - k) : upperQuantile(k),
);

/** Quantile of the normal distribution at the middle of step `k`, by bisection of its integral. */
function upperQuantile(k: number): number {
  const wanted = (k + 0.5) / rowSize;
  let low = 0;
  let high = 5;
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of the normal distribution below `z` (Zelen and Severo, 26.2.17: right to seven places). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}

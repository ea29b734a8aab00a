/** What stands for every value beyond the bound. */
const otherValue = 'other';

/**
 * Keeps the values of a label few: the first `max` are told apart, all later ones are `other`.
 *
 * Each value of a label is a series of its own, kept for ever by whoever collects it. What callers
 * choose must therefore never become a label without this.
 */
export function boundedLabel(max: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= max) return otherValue;
    known.add(value);
    return value;
  };
}

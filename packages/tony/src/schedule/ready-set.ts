/**
 * A set of small numbers that are handed out smallest first: bits, with a summary of which words are
 * not empty. Plain functions over a record, because closures cost a third more where ten million
 * numbers come and go.
 */
export interface ReadySet {
  readonly words: Int32Array;
  readonly summary: Int32Array;
  /** No group of the summary below this one has any. */
  lowest: number;
}

/** For numbers below `size`. */
export function createReadySet(size: number): ReadySet {
  const summary = new Int32Array((size >> 10) + 1);
  return { words: new Int32Array((size >> 5) + 1), summary, lowest: summary.length };
}

export function addReady(set: ReadySet, number: number): void {
  const { words, summary } = set;
  const word = number >> 5;
  const group = number >> 10;
  words[word] = (words[word] ?? 0) | (1 << (number & 31));
  summary[group] = (summary[group] ?? 0) | (1 << (word & 31));
  if (group < set.lowest) set.lowest = group;
}

/** Takes the smallest out; -1 when there is none. */
export function takeReady(set: ReadySet): number {
  const { words, summary } = set;
  for (let group = set.lowest; group < summary.length; group += 1) {
    const open = summary[group] ?? 0;
    if (open === 0) continue;
    set.lowest = group;
    const word = (group << 5) + lowestBit(open);
    const bits = words[word] ?? 0;
    const rest = bits & (bits - 1);
    words[word] = rest;
    if (rest === 0) summary[group] = open & (open - 1);
    return (word << 5) + lowestBit(bits);
  }
  set.lowest = summary.length;
  return -1;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

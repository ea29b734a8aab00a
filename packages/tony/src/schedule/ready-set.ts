/** Small numbers, handed out smallest first. */
export interface ReadySet {
  readonly add: (number: number) => void;
  /** Takes the smallest out; -1 when there is none. */
  readonly take: () => number;
}

/** A set of numbers below `size`, as bits with a summary of which words are not empty. */
export function createReadySet(size: number): ReadySet {
  const words = new Int32Array((size >> 5) + 1);
  const summary = new Int32Array((size >> 10) + 1);
  let lowest = summary.length;
  return {
    add(number) {
      const word = number >> 5;
      const group = number >> 10;
      words[word] = (words[word] ?? 0) | (1 << (number & 31));
      summary[group] = (summary[group] ?? 0) | (1 << (word & 31));
      if (group < lowest) lowest = group;
    },
    take() {
      for (; lowest < summary.length; lowest += 1) {
        const groups = summary[lowest] ?? 0;
        if (groups === 0) continue;
        const word = (lowest << 5) + lowestBit(groups);
        const bits = words[word] ?? 0;
        const rest = bits & (bits - 1);
        words[word] = rest;
        if (rest === 0) summary[lowest] = groups & (groups - 1);
        return (word << 5) + lowestBit(bits);
      }
      return -1;
    },
  };
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

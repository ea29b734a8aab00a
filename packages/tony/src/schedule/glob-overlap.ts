/** Alternatives of braces that are tried one by one; more are read as `*`. */
const alternativesMax = 64;

/** Whether a path says more than one file: it has `*`, `?` or braces, or ends in a slash. */
export function isGlob(path: string): boolean {
  return /[*?{]/.test(path) || path.endsWith('/');
}

/** Without `./` in front and doubled slashes; a folder becomes all that is in it. */
export function normalPath(path: string): string {
  const isPlain = !path.startsWith('./') && !path.includes('//');
  const plain = isPlain ? path : path.replace(/^(?:\.\/+)+/, '').replace(/\/{2,}/g, '/');
  return plain.endsWith('/') ? `${plain}**` : plain;
}

/** The folder all files of a glob are in: its segments before the first that is not fixed. */
export function fixedFolder(glob: string): string {
  const segments = glob.split('/');
  const first = segments.findIndex((segment) => /[*?{]/.test(segment));
  return segments.slice(0, first === -1 ? segments.length - 1 : first).join('/');
}

/**
 * Whether some path could be meant by both. Each is a path or a glob with `*`, `?`, `**` and braces.
 *
 * Never says no where both share a path: what it does not understand (classes in brackets and the
 * groups of extended globs) it takes for anything. So it may say yes once too often, which only
 * keeps two atomics apart that could have gone together.
 */
export function globsOverlap(first: string, second: string): boolean {
  if (first === second) return true;
  const ours = alternatives(first).map(segmentsOf);
  const theirs = alternatives(second).map(segmentsOf);
  return ours.some((one) => theirs.some((other) => sequencesMeet(one, other, '**', segmentsMeet)));
}

function segmentsOf(glob: string): string[] {
  const isPattern = isGlob(glob);
  return glob.split('/').map((segment) => {
    if (segment === '**' || !isPattern) return segment;
    // In a glob, brackets and groups may stand for anything.
    const loose = segment.replace(/[@+!?*]\([^)]*\)|\[[^\]]*\]/g, '*');
    return loose.replace(/\*{2,}/g, '*');
  });
}

function segmentsMeet(first: string, second: string): boolean {
  if (first === second) return true;
  return sequencesMeet(first, second, '*', (a, b) => a === b || a === '?' || b === '?');
}

/**
 * Whether two sequences have a common reading, where `any` stands for any number of items.
 * `reached[j]` tells whether the first `i` items of one and the first `j` of the other can agree.
 */
function sequencesMeet(
  first: ArrayLike<string>,
  second: ArrayLike<string>,
  any: string,
  agree: (a: string, b: string) => boolean,
): boolean {
  let reached = new Uint8Array(second.length + 1);
  reached[0] = 1;
  spread(reached, second, any);
  for (let i = 0; i < first.length; i += 1) {
    const item = first[i] ?? '';
    const next = new Uint8Array(second.length + 1);
    if (item === any) {
      let seen = 0;
      for (let j = 0; j <= second.length; j += 1) {
        seen |= reached[j] ?? 0;
        next[j] = seen;
      }
    } else {
      for (let j = 0; j < second.length; j += 1) {
        const other = second[j] ?? '';
        if (other === any) {
          // The other side's `any` takes this item and stays open, or was over before it.
          if (reached[j] === 1 || reached[j + 1] === 1) next[j + 1] = 1;
        } else if (reached[j] === 1 && agree(item, other)) next[j + 1] = 1;
      }
      spread(next, second, any);
    }
    reached = next;
  }
  return reached[second.length] === 1;
}

/** An `any` may stand for nothing. */
function spread(reached: Uint8Array, second: ArrayLike<string>, any: string): void {
  for (let j = 0; j < second.length; j += 1) {
    if (reached[j] === 1 && second[j] === any) reached[j + 1] = 1;
  }
}

/** `src/{a,b}.ts` as `src/a.ts` and `src/b.ts`. */
function alternatives(glob: string): string[] {
  let found = [glob];
  for (let round = 0; round < alternativesMax; round += 1) {
    const expanded = found.flatMap(expandFirst);
    if (expanded.length > alternativesMax) return ['**'];
    if (expanded.length === found.length && expanded.every((it, at) => it === found[at])) break;
    found = expanded;
  }
  return found;
}

/** The innermost pair first, so that nested braces open from the inside. */
function expandFirst(glob: string): string[] {
  const match = /\{([^{}]*)\}/.exec(glob);
  if (match === null) return [glob];
  const before = glob.slice(0, match.index);
  const after = glob.slice(match.index + match[0].length);
  return (match[1] ?? '').split(',').map((choice) => `${before}${choice}${after}`);
}

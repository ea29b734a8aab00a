/** Id of a decomposition document: `T.001.02.01.03`, `P.001.02.01`, `1.001.02` or a group such as `P.001.XX`. */
export interface DocumentId {
  /** As it stands in the document. */
  text: string;
  /** Of our six levels, or `P` and a digit for the numbering of phases. */
  prefix: string;
  /** Its place in the tree, one string per level; the epic alone for `E.001` and `P.000`. */
  groups: string[];
  start: number;
  end: number;
}

const idPattern =
  /(?<![\w.])(?:(E|F|ST|S|T|A|P)\.(\d{3})((?:\.\d{2}){0,5})((?:\.XX){0,3})|(\d{1,2})\.(\d{3})((?:\.\d{2}){0,3})((?:\.XX){0,3}))(?![\w])(?!\.\d)/g;
const levels: Readonly<Record<string, number>> = { E: 0, F: 1, S: 2, T: 3, ST: 4, A: 5 };

/** All ids of a line, in order. `P.003.XX` means `P.003` with all below it. */
export function idsIn(text: string): DocumentId[] {
  const ids: DocumentId[] = [];
  for (const match of text.matchAll(idPattern)) {
    const id = toId(match);
    if (id !== null) ids.push(id);
  }
  return ids;
}

function toId(match: RegExpExecArray): DocumentId | null {
  const [whole, letter, first = '', rest = '', , digit, task = '', further = ''] = match;
  const place = { start: match.index, end: match.index + whole.length };
  if (digit !== undefined) {
    const below = task === '000' ? [] : [task, ...numbersOf(further)];
    return { ...place, text: whole, prefix: 'N', groups: [`N${digit}`, ...below] };
  }
  if (letter === 'P') {
    const below = first === '000' ? [] : [first, ...numbersOf(rest)];
    return { ...place, text: whole, prefix: 'P', groups: ['P', ...below] };
  }
  if (letter === undefined) return null;
  const groups = [`E${first}`, ...numbersOf(rest)];
  // The prefix fixes the depth: what is named otherwise is no id.
  if (groups.length - 1 !== levels[letter]) return null;
  return { ...place, text: whole, prefix: letter, groups };
}

function numbersOf(rest: string): string[] {
  return rest === '' ? [] : rest.slice(1).split('.');
}

/** Name of the place an id stands for: the same for every way of writing it. */
export function placeOf(groups: readonly string[]): string {
  return groups.join('.');
}

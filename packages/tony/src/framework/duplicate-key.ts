/**
 * The first key that an object of a JSON text has twice, with its path; null when there is none.
 *
 * `JSON.parse` keeps the last one and says nothing, so that a list silently loses entries. The text
 * must be JSON: strings are closed and brackets match.
 */
export function duplicateKey(text: string): string | null {
  const open: Level[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    const level = open.at(-1);
    if (char === '{') open.push({ keys: new Set(), expectsKey: true, key: '' });
    else if (char === '[') open.push({ keys: null, expectsKey: false, key: '' });
    else if (char === '}' || char === ']') open.pop();
    else if (char === ',' && level !== undefined) level.expectsKey = level.keys !== null;
    else if (char === '"') {
      const end = endOfString(text, index);
      if (level?.expectsKey && level.keys !== null) {
        level.key = JSON.parse(text.slice(index, end + 1));
        level.expectsKey = false;
        if (level.keys.has(level.key)) return pathOf(open);
        level.keys.add(level.key);
      }
      index = end;
    }
  }
  return null;
}

/** An object or list that is open where the text is read; lists have no keys. */
interface Level {
  readonly keys: Set<string> | null;
  expectsKey: boolean;
  key: string;
}

function pathOf(open: readonly Level[]): string {
  return open.map(({ keys, key }) => (keys === null ? '[]' : key)).join('.');
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

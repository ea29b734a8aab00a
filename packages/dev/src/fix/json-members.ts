interface Member {
  key: string;
  keyStart: number;
  valueStart: number;
  valueEnd: number;
}

/**
 * Removes one member of a JSON document as text, so that layout and order of everything
 * else stay; null when there is no such member. An object left empty goes with it.
 */
export function removeMember(text: string, path: readonly string[]): string | null {
  let start = skipSpace(text, 0);
  let siblings: Member[] = [];
  let index = -1;
  for (const [depth, key] of path.entries()) {
    siblings = members(text, start);
    index = siblings.findIndex((member) => member.key === key);
    const member = siblings[index];
    if (member === undefined) return null;
    if (depth < path.length - 1) start = member.valueStart;
  }
  const member = siblings[index];
  if (member === undefined) return null;
  const previous = siblings[index - 1];
  const next = siblings[index + 1];
  if (previous !== undefined) return text.slice(0, previous.valueEnd) + text.slice(member.valueEnd);
  if (next !== undefined) return text.slice(0, member.keyStart) + text.slice(next.keyStart);
  if (path.length > 1) return removeMember(text, path.slice(0, -1));
  return text.slice(0, member.keyStart) + text.slice(member.valueEnd);
}

/** Members of the object that begins at `start`; none when something else stands there. */
function members(text: string, start: number): Member[] {
  const found: Member[] = [];
  if (text[start] !== '{') return found;
  let at = skipSpace(text, start + 1);
  while (text[at] === '"') {
    const keyEnd = skipString(text, at);
    const colon = skipSpace(text, keyEnd);
    const valueStart = skipSpace(text, colon + 1);
    const valueEnd = skipValue(text, valueStart);
    found.push({
      key: String(JSON.parse(text.slice(at, keyEnd))),
      keyStart: at,
      valueStart,
      valueEnd,
    });
    const after = skipSpace(text, valueEnd);
    if (text[after] !== ',') break;
    at = skipSpace(text, after + 1);
  }
  return found;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n\ufeff'.includes(text.charAt(at))) at += 1;
  return at;
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"') {
      at = skipString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if ('{['.includes(char)) depth += 1;
    if ('}]'.includes(char)) {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0 && ', \t\r\n'.includes(char)) return at;
    at += 1;
  }
  return at;
}

/** A name as code; in quotes, as JSON writes it, where a backtick or a line end would break that. */
export function codeSpan(name: string): string {
  const isPlain = name !== '' && name.trim() === name && !/[`\p{Cc}\p{Cs}\u2028\u2029]/u.test(name);
  if (isPlain) return `\`${name}\``;
  return JSON.stringify(name).replace(
    /[`\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export interface CodeItem {
  readonly name: string;
  /** A number before the name, as in "2 × `database`". */
  readonly units: number | null;
  /** What follows the name up to the next comma. */
  readonly rest: string;
}

const item = /\s*(?:(\d+) × )?(?:`([^`]+)`|("(?:[^"\\]|\\.)*"))([^,]*)(?:,|$)/y;

/** Reads a comma separated list of names as `codeSpan` writes them; null for anything else. */
export function readCodeList(text: string): CodeItem[] | null {
  const items: CodeItem[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < text.length) {
    const found = item.exec(text);
    if (found === null) return null;
    const [, units, plain, quoted = '', rest = ''] = found;
    const name = plain ?? unquote(quoted);
    if (name === null) return null;
    items.push({ name, units: units === undefined ? null : Number(units), rest: rest.trim() });
  }
  return items.length === 0 ? null : items;
}

function unquote(quoted: string): string | null {
  try {
    const name: unknown = JSON.parse(quoted);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}

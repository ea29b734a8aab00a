const charsMax = 72;

/** A path short enough for a title: its last folders, or the end of its name. */
export function shortPath(path: string): string {
  let short = path;
  while (short.length > charsMax && short.includes('/'))
    short = short.slice(short.indexOf('/') + 1);
  if (short.length > charsMax) return `…${short.slice(1 - charsMax)}`;
  return short === path ? path : `…/${short}`;
}

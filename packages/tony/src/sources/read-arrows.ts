import { idsIn, placeOf } from './decomposition-ids.ts';
import type { ForeignLink } from './foreign-plan.ts';

/**
 * Reads the dependencies a line states between ids: `A → B` in order, `A || B` side by side,
 * `A ? B : C` depending on how `A` ends, and chains such as `A → B || C → D`. Anything between
 * two ids that is none of these ends the chain.
 */
export function readArrows(text: string): ForeignLink[] {
  const ids = idsIn(text);
  if (ids.length < 2) return [];
  const links: ForeignLink[] = [];
  let before: string[] = [];
  let group: string[] = [];
  let condition: string | null = null;
  for (const [at, id] of ids.entries()) {
    const place = placeOf(id.groups);
    const between = at === 0 ? '' : text.slice(ids[at - 1]?.end ?? 0, id.start);
    const sign = at === 0 ? 'end' : signOf(between);
    if (sign === 'end') {
      before = [];
      group = [place];
      condition = null;
    } else if (sign === 'then') {
      before = group;
      group = [place];
      condition = null;
    } else if (sign === 'if') {
      condition = group.at(-1) ?? null;
      if (condition !== null) links.push(link(condition, place, 'conditional', 'done'));
      before = [];
      group = [place];
    } else if (sign === 'else') {
      if (condition !== null) links.push(link(condition, place, 'conditional', 'failed'));
      group = condition === null ? [place] : [...group, place];
      before = [];
      condition = null;
    } else {
      for (const other of group.slice(-20)) links.push(link(other, place, 'parallel'));
      group.push(place);
    }
    for (const from of before.slice(-20)) links.push(link(from, place, 'sequential'));
  }
  return links;
}

type Sign = 'then' | 'beside' | 'if' | 'else' | 'end';

/** What stands between two ids, without the marks and titles around them. */
function signOf(between: string): Sign {
  const text = between.replaceAll(/[*`\s]+/g, ' ');
  if (/→|->|=>|⟶|➜/.test(text)) return 'then';
  if (text.includes('||') || /\bparallel (?:with|to)\b/i.test(text)) return 'beside';
  if (/\?\s*$/.test(text)) return 'if';
  return /^\s*(?:\([^()]{0,80}\)\s*)?:\s*$/.test(text) ? 'else' : 'end';
}

function link(
  from: string,
  to: string,
  kind: ForeignLink['kind'],
  when?: ForeignLink['when'],
): ForeignLink {
  return when === undefined ? { from, to, kind } : { from, to, kind, when };
}

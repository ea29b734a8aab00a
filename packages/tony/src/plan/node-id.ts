import { MosaicError, type PlanLevel, planLevels, planPrefixes } from '@mosaic/contract';

const prefixes: readonly string[] = planLevels.map((level) => planPrefixes[level]);

/** Largest number a node may carry among its siblings: epics have three digits, the others two. */
export const epicNumberMax = 999;
export const childNumberMax = 99;

/** 0 for an epic to 5 for an atomic; -1 for what is no id of a plan. */
export function levelNumber(id: string): number {
  const key = orderKey(id);
  return Number.isNaN(key) ? -1 : key % 8;
}

/** Level that an id names. Throws `invalid_input` for what is no id of a plan. */
export function levelOf(id: string): PlanLevel {
  const level = planLevels[levelNumber(id)];
  if (level !== undefined) return level;
  throw new MosaicError('invalid_input', `"${id}" is no plan id. Ids look like E.001 or F.001.02.`);
}

/** The id that `id` starts from, such as `F.001.02` for `S.001.02.03`; null for an epic. */
export function parentIdOf(id: string): string | null {
  const level = levelNumber(id);
  if (level < 0) levelOf(id);
  if (level === 0) return null;
  return `${prefixes[level - 1]}${id.slice(id.indexOf('.'), id.lastIndexOf('.'))}`;
}

/** Id of the child `number` of a node, or of an epic where the parent is null. */
export function childId(parentId: string | null, number: number): string {
  const max = parentId === null ? epicNumberMax : childNumberMax;
  if (!Number.isInteger(number) || number < 1 || number > max) {
    throw new MosaicError('invalid_input', `Number ${number} is not from 1 to ${max}.`);
  }
  if (parentId === null) return `E.${String(number).padStart(3, '0')}`;
  const level = planLevels.indexOf(levelOf(parentId)) + 1;
  const prefix = prefixes[level];
  if (prefix === undefined) {
    throw new MosaicError('invalid_input', `${parentId} is atomic and has no children.`);
  }
  return `${prefix}${parentId.slice(parentId.indexOf('.'))}.${String(number).padStart(2, '0')}`;
}

/** Number of a node among its siblings: 3 for `S.001.02.03`. */
export function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('.') + 1));
}

/** Ids from the epic down to the parent of `id`; empty for an epic. */
export function ancestorsOf(id: string): string[] {
  const ancestors: string[] = [];
  for (let above = parentIdOf(id); above !== null; above = parentIdOf(above)) {
    ancestors.unshift(above);
  }
  return ancestors;
}

/** Whether `id` stands somewhere below `ancestorId`. */
export function isBelow(id: string, ancestorId: string): boolean {
  const digits = id.slice(id.indexOf('.'));
  return digits.startsWith(`${ancestorId.slice(ancestorId.indexOf('.'))}.`);
}

/** Parents before children, siblings by number; what is no id of a plan comes last. */
export function compareNodeIds(a: string, b: string): number {
  const first = orderKey(a);
  const second = orderKey(b);
  if (Number.isNaN(first) || Number.isNaN(second)) {
    const byForm = Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return byForm === 0 ? Number(a > b) - Number(a < b) : byForm;
  }
  return first - second;
}

/**
 * A number that sorts ids like {@link compareNodeIds} and names the level in its last octal
 * digit: the groups of digits padded to all six levels, times eight, plus the level. NaN for
 * what is no id of a plan.
 */
export function orderKey(id: string): number {
  const level = levelOfPrefix(id);
  if (level < 0) return Number.NaN;
  const start = level === 4 ? 3 : 2;
  if (id.length !== start + 3 + 3 * level) return Number.NaN;
  let key = 0;
  for (let at = start; at < id.length; at += 1) {
    const code = id.charCodeAt(at);
    const isDot = at >= start + 3 && (at - start) % 3 === 0;
    if (isDot) {
      if (code !== 46) return Number.NaN;
      continue;
    }
    if (code < 48 || code > 57) return Number.NaN;
    key = key * 10 + code - 48;
  }
  return key * (scales[level] ?? 1) * 8 + level;
}

const scales = [1e10, 1e8, 1e6, 1e4, 1e2, 1];

function levelOfPrefix(id: string): number {
  const isShort = id.charCodeAt(1) === 46;
  switch (id.charCodeAt(0)) {
    case 69:
      return isShort ? 0 : -1;
    case 70:
      return isShort ? 1 : -1;
    case 83:
      if (isShort) return 2;
      return id.charCodeAt(1) === 84 && id.charCodeAt(2) === 46 ? 4 : -1;
    case 84:
      return isShort ? 3 : -1;
    case 65:
      return isShort ? 5 : -1;
    default:
      return -1;
  }
}

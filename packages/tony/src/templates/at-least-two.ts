/** A node with a single child says nothing: where only one was found, another is added. */
export function atLeastTwo<T>(found: readonly T[], more: T): T[] {
  return found.length >= 2 ? [...found] : [...found, more];
}

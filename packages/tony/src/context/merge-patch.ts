/** A JSON merge patch (RFC 7396): fields replace, objects are merged, null removes. Changes neither. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (Object.hasOwn(merged, key)) merged[key] = mergePatch(merged[key], value);
    // A name such as `__proto__` becomes a field like any other.
    else
      Object.defineProperty(merged, key, {
        value: mergePatch(undefined, value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return merged;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

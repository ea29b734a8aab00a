import { z } from 'zod';
import { analysisLimits as limits } from './analysis-limits.ts';

const Names = z.record(z.string(), z.unknown()).catch({});

/** What an analysis uses of a `package.json`; anything odd in it counts as absent. */
const PackageManifest = z.object({
  name: z.string().min(1).max(limits.nameCharsMax).optional().catch(undefined),
  version: z.string().max(limits.nameCharsMax).optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  module: z.string().optional().catch(undefined),
  bin: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .catch(undefined),
  exports: z.unknown().optional(),
  scripts: Names.optional(),
  dependencies: Names.optional(),
  devDependencies: Names.optional(),
  peerDependencies: Names.optional(),
  optionalDependencies: Names.optional(),
});

export type PackageManifest = z.output<typeof PackageManifest>;

/** The manifest in a text, or null when it is none. */
export function parsePackageManifest(text: string): PackageManifest | null {
  try {
    const parsed = PackageManifest.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Names of all dependencies of whatever kind, each once. */
export function dependenciesOf(manifest: PackageManifest): string[] {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifest;
  return [
    ...new Set(
      [dependencies, peerDependencies, optionalDependencies, devDependencies].flatMap((names) =>
        Object.keys(names ?? {}),
      ),
    ),
  ];
}

/** Every path that `exports` leads to, by subpath such as `.` or `./testing`. */
export function exportedPaths(exports: unknown): Map<string, string[]> {
  if (typeof exports !== 'object' || exports === null) {
    return typeof exports === 'string' ? new Map([['.', [exports]]]) : new Map();
  }
  const entries = Object.entries(exports);
  const isBySubpath = entries.some(([key]) => key.startsWith('.'));
  if (!isBySubpath) return new Map([['.', leaves(exports, 0)]]);
  return new Map(entries.slice(0, 100).map(([key, value]) => [key, leaves(value, 0)]));
}

function leaves(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.values(value)
    .slice(0, 20)
    .flatMap((inner) => leaves(inner, depth + 1));
}

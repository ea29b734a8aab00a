import { z } from 'zod';
import { CommitId } from './fields.ts';

/** What a repository is made of, read from one commit; nothing of it was run. */
export const RepositoryAnalysis = z.object({
  commit: CommitId,
  /** Name of the folder or of the root package. */
  name: z.string(),
  files: z.int(),
  lines: z.int(),
  /** Largest first. */
  languages: z.array(z.object({ name: z.string(), files: z.int(), lines: z.int() })),
  packages: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      manager: z.string(),
      version: z.string().nullable(),
      dependencies: z.array(z.string()),
    }),
  ),
  /** Such as `express`, with where it was seen. */
  frameworks: z.array(z.object({ name: z.string(), kind: z.string(), seenIn: z.string() })),
  tests: z.object({
    framework: z.string().nullable(),
    command: z.string().nullable(),
    files: z.array(z.string()),
    /** Source files with a test of their own, in percent. */
    coveredPercent: z.number().nullable(),
    untested: z.array(z.string()),
  }),
  ci: z.array(z.object({ system: z.string(), path: z.string() })),
  /** Files changed most often in the last commits looked at, times their lines. */
  hotSpots: z.array(
    z.object({ path: z.string(), changes: z.int(), lines: z.int(), authors: z.int() }),
  ),
  owners: z.array(z.object({ path: z.string(), name: z.string(), share: z.number() })),
  entryPoints: z.array(z.object({ path: z.string(), kind: z.string() })),
  /** HTTP routes found, such as `GET /users`. */
  routes: z.array(z.object({ method: z.string(), path: z.string(), file: z.string() })),
  /** Imports between files of the repository. */
  imports: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Files most others import, largest first. */
  hubs: z.array(z.object({ path: z.string(), importers: z.int() })),
  cycles: z.array(z.array(z.string())),
  documents: z.array(z.string()),
  /** What was not looked at, and why. */
  notes: z.array(z.string()),
});

export type RepositoryAnalysis = z.output<typeof RepositoryAnalysis>;

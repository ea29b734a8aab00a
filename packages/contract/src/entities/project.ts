import { z } from 'zod';
import { ProjectId } from '../ids.ts';
import { Instant, ShortName } from './fields.ts';

/** A check that must pass before a task counts as done: any command, run in a clean checkout. */
export const Gate = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case words joined by dashes'),
  /** Run by `sh -c` at the root of the checkout. */
  command: z.string().min(1).max(2_000),
  timeoutMs: z.int().min(1_000).max(3_600_000).default(300_000),
});

/** A git repository that MosAIc works on. */
export const Project = z.object({
  id: ProjectId,
  name: ShortName,
  /** Absolute path of the user's repository. Never written to, except for new branches. */
  path: z.string(),
  defaultBranch: z.string(),
  gates: z.array(Gate),
  /** Paths, relative to the repository, lent read-only to every checkout (such as `node_modules`). */
  lentPaths: z.array(z.string()),
  /** Hosts (`name` or `name:port`) that sandboxed commands may reach through the broker. */
  egressHosts: z.array(z.string()),
  createdAt: Instant,
});

export type Gate = z.output<typeof Gate>;
export type Project = z.output<typeof Project>;

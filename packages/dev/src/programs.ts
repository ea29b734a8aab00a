import { join } from 'node:path';
import { packageRoot } from './tools/toolbox.ts';

/** Programs that a runner starts inside a sandbox, as absolute paths of files Node runs as they are. */
export const programs = {
  /** See `review/command-line.ts` for its arguments. */
  review: join(packageRoot, 'src', 'review', 'main.ts'),
  /** Reads one JSON document: `{task: {key, title}, finding, workdir}`. */
  fix: join(packageRoot, 'src', 'fix', 'main.ts'),
} as const;

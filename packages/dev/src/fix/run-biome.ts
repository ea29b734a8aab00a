import { batches } from '../review/batches.ts';
import { biomeConfig, ownRules } from '../review/biome.ts';
import type { FixContext } from './fixer.ts';

/** Runs a writing Biome command over files with the configuration the review used. */
export async function runBiome(
  { root, toolbox, limits, signal }: Pick<FixContext, 'root' | 'toolbox' | 'limits' | 'signal'>,
  args: readonly string[],
  files: readonly string[],
): Promise<void> {
  const config = biomeConfig(root) === null ? [`--config-path=${ownRules}`] : [];
  for (const batch of batches(files, (path) => path.length + 3, limits.argumentBytesMax)) {
    // The exit code also tells of unrelated findings; the caller looks at the files instead.
    await toolbox.run(
      toolbox.biome,
      [...args, ...config, '--no-errors-on-unmatched', ...batch.map((path) => `./${path}`)],
      { cwd: root, limits, signal },
    );
  }
}

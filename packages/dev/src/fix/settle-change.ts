import { biomeConfig, isBiomeInput, lintWithBiome } from '../review/biome.ts';
import type { Hit } from '../review/hit.ts';
import type { FixContext } from './fixer.ts';
import { runBiome } from './run-biome.ts';
import type { WorkTree } from './work-tree.ts';

type SettleContext = Pick<FixContext, 'root' | 'toolbox' | 'limits' | 'signal'> & {
  tree: WorkTree;
};

/**
 * Repairs what a fix leaves behind in the files it touched, and nothing older: layout
 * where the file was formatted before, and rules the file kept before, by their safe fix.
 *
 * Returns a place that is still worse than before; null when there is none.
 */
export async function settleChange(
  context: SettleContext,
  paths: readonly string[],
  before: readonly Hit[],
): Promise<Hit | null> {
  await format(context, before);
  const first = await worse(context, paths, before);
  for (const { rule, path } of first) {
    if (count(before, rule, path) > 0) continue;
    if (rule.startsWith('lint/')) {
      await runBiome(context, ['lint', '--write', `--only=${rule.slice('lint/'.length)}`], [path]);
    } else if (rule.startsWith('assist/')) {
      const only = `--only=${rule.slice('assist/'.length)}`;
      await runBiome(context, ['check', '--write', only, '--formatter-enabled=false'], [path]);
    }
  }
  if (first.length === 0) return null;
  await format(context, before);
  return (await worse(context, paths, before))[0] ?? null;
}

async function format(context: SettleContext, before: readonly Hit[]): Promise<void> {
  if (biomeConfig(context.root) === null) return;
  const tidy = (await context.tree.changedFiles()).filter(
    (path) => isBiomeInput(path) && !count(before, 'format', path) && !count(before, 'parse', path),
  );
  if (tidy.length > 0) await runBiome(context, ['format', '--write'], tidy);
}

/** Places of rules that a file now breaks more often than before. */
async function worse(
  context: SettleContext,
  paths: readonly string[],
  before: readonly Hit[],
): Promise<Hit[]> {
  const { hits } = await lintWithBiome({ ...context, paths });
  return hits.filter(({ rule, path }) => count(hits, rule, path) > count(before, rule, path));
}

function count(hits: readonly Hit[], rule: string, path: string): number {
  return hits.filter((hit) => hit.rule === rule && hit.path === path).length;
}

import { type Fixer, hitFiles } from './fixer.ts';
import { runBiome } from './run-biome.ts';

/** Formats the files of the finding with the repository's settings. */
export const formatFiles: Fixer = async (context) => {
  const files = hitFiles(context.hits);
  await runBiome(context, ['format', '--write'], files);
  return { kind: 'applied', summary: 'format the code', files, notes: [] };
};

/** Sorts the imports of the files of the finding. */
export const organiseImports: Fixer = async (context) => {
  const files = hitFiles(context.hits);
  await runBiome(
    context,
    ['check', '--write', '--only=source/organizeImports', '--formatter-enabled=false'],
    files,
  );
  return { kind: 'applied', summary: 'put the imports in order', files, notes: [] };
};

import { proseFor } from '../review/prose.ts';
import { type Fixer, hitFiles } from './fixer.ts';
import { runBiome } from './run-biome.ts';

/**
 * Fixes that Biome calls unsafe and we apply nevertheless, with the reason for each.
 * Every other unsafe fix is left to somebody who understands the code.
 */
const vetted: Readonly<Record<string, string>> = {
  'lint/suspicious/noDebugger': 'It has an effect in a debugger only.',
  'lint/complexity/noUselessCatch':
    'The error takes the same way; a name that would clash after unwrapping is caught by the check afterwards.',
  'lint/correctness/noUnusedImports':
    'An import wanted for its side effects is written without names, and the rule leaves those alone.',
};

/** Applies Biome's fix of one rule to the files of the finding. */
export const fixLint: Fixer = async (context) => {
  const files = hitFiles(context.hits);
  const rule = context.rule.replace(/^lint\//, '');
  const mode = context.rule in vetted ? ['--unsafe'] : [];
  await runBiome(context, ['lint', '--write', ...mode, `--only=${rule}`], files);
  return { kind: 'applied', summary: summaryOf(context.rule), files, notes: [] };
};

const summaries: Readonly<Record<string, string>> = {
  'lint/suspicious/noDebugger': 'remove the debugger statements',
  'lint/complexity/noUselessCatch': 'remove catch clauses that only throw again',
  'lint/correctness/noUnusedImports': 'remove unused imports',
  'lint/style/useConst': 'declare variables that never change with const',
  'lint/style/noUnusedTemplateLiteral': 'use plain quotes where nothing is inserted',
  'lint/style/noUselessElse': 'drop else after a branch that has left',
  'lint/complexity/noExtraBooleanCast': 'drop conversions to boolean in conditions',
  'lint/correctness/noSwitchDeclarations': 'keep declarations inside their case',
  'lint/suspicious/noCompareNegZero': 'compare with 0 instead of -0',
  'lint/suspicious/noPrototypeBuiltins': 'call Object.hasOwn instead of a method of the data',
};

function summaryOf(rule: string): string {
  const known = summaries[rule];
  if (known !== undefined) return known;
  const { title } = proseFor(rule);
  return `correct "${title.toLowerCase()}" (${rule.slice(rule.lastIndexOf('/') + 1)})`;
}

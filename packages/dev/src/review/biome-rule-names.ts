import { readFileSync } from 'node:fs';
import { z } from 'zod';

const groups = [
  'A11y',
  'Complexity',
  'Correctness',
  'Nursery',
  'Performance',
  'Security',
  'Style',
  'Suspicious',
];
const Schema = z.object({
  $defs: z.record(
    z.string(),
    z.object({ properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

/** Every rule the installed Biome has, in the form findings name them. */
export function biomeRuleNames(schemaPath: string): string[] {
  const { $defs } = Schema.parse(JSON.parse(readFileSync(schemaPath, 'utf8')));
  const lint = groups.flatMap((group) =>
    Object.keys($defs[group]?.properties ?? {}).map(
      (rule) => `lint/${group.toLowerCase()}/${rule}`,
    ),
  );
  const assists = Object.keys($defs.Source?.properties ?? {}).map(
    (rule) => `assist/source/${rule}`,
  );
  return [...lint, ...assists, 'format', 'plugin'];
}

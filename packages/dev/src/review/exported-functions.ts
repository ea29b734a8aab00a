export interface ExportedFunction {
  name: string;
  line: number;
}

const declarations = [
  /^export\s+(?:default\s+)?(?:async\s+)?function\s*\*?\s*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u,
  /^export\s+const\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)[^=]*=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*(?::[^=]+)?=>|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u,
];

/**
 * Names the functions a module exports, reading line by line.
 *
 * It looks at top-level `export` statements only and not at re-exports: a barrel file
 * has no behaviour of its own to test.
 */
export function exportedFunctions(source: string): ExportedFunction[] {
  const found: ExportedFunction[] = [];
  const lines = source.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('export')) continue;
    // A signature may be spread over a few lines.
    const statement = lines
      .slice(index, index + 8)
      .join(' ')
      .slice(0, 1_000);
    for (const declaration of declarations) {
      const name = declaration.exec(statement)?.[1];
      if (name !== undefined && !found.some((known) => known.name === name)) {
        found.push({ name, line: index + 1 });
      }
    }
  }
  return found;
}

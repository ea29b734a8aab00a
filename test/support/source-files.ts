import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers } from '../layers.ts';

export const root = join(import.meta.dirname, '../..');

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly folder: string;
  /** False for tests and what only tests and demonstrations use. */
  readonly isProduct: boolean;
}

const testFolder = /\/(test|testing|conformance|fixtures|simulator)\//;

/** Every source file of the product's packages. */
export function sourceFiles(): SourceFile[] {
  return layers.flatMap(({ folder }) =>
    globSync(`${folder}/{src,test}/**/*.{ts,tsx}`, { cwd: root })
      .filter((path) => !path.includes('/node_modules/') && !path.includes('/fixtures/'))
      .sort()
      .map((path) => ({
        path,
        folder,
        text: readFileSync(join(root, path), 'utf8'),
        isProduct: !/\.test\.tsx?$/.test(path) && !testFolder.test(path),
      })),
  );
}

/** What the file imports or re-exports, static and dynamic, types too. */
export function importsOf(text: string): string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const patterns = [
    /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map(([, name = '']) => name));
}

/** `@scope/name/part` → `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

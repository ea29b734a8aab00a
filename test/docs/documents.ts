import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/source-files.ts';

/** A Markdown document of this repository; `path` is relative to its root. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

const places = [
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'packages/*/src/**/README.md',
  'apps/*/README.md',
];

/** All documents that people read here; not those that are given to other repositories. */
export function documents(): Document[] {
  const paths = places.flatMap((pattern) => globSync(pattern, { cwd: root }));
  return paths
    .filter((path) => !path.includes('node_modules') && !path.includes('fixtures/'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

/** Text inside fences and backticks: what people copy. */
export function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```(?:sh|text)?\n([\s\S]*?)^```/gm)];
  const fenced = blocks.flatMap(([, block]) => (block ?? '').split('\n'));
  const rest = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  const inline = [...rest.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
  return [...fenced, ...inline].map((line) => line.trim());
}

/** Targets of the links of a document, without those to other sites. */
export function linksOf(text: string): string[] {
  const rest = text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]+`/g, '');
  return [...rest.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors that headings of a document make. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

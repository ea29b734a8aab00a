import { layers } from '../layers.ts';

/** Stands before and after the table in ARCHITECTURE.md. */
export const codeMapMarker = '<!-- code-map -->';

/** The table of packages as ARCHITECTURE.md shows it: folder, what it is for, what it may import. */
export function codeMap(): string {
  const rows = layers.map(({ folder, purpose, mayImport }) => {
    const allowed = mayImport.map((name) => name.replace(/^@mosaic\//, '')).join(', ');
    return `| \`${folder}\` | ${purpose} | ${allowed === '' ? 'nothing of ours' : allowed} |`;
  });
  return ['| folder | what | may import |', '| --- | --- | --- |', ...rows].join('\n');
}

import { readFrontmatter } from './frontmatter.ts';

/** The four levels as `docs/guide/structure.json` declares them; the pages are the fourth. */
export interface Structure {
  readonly shelves: readonly {
    readonly folder: string;
    readonly title: string;
    readonly books: readonly {
      readonly folder: string;
      readonly title: string;
      readonly chapters: readonly { readonly folder: string; readonly title: string }[];
    }[];
  }[];
}

/** Folders in which pages may stand: `shelf/book/chapter`. */
export function chapterFolders({ shelves }: Structure): string[] {
  return shelves.flatMap((shelf) =>
    shelf.books.flatMap((book) =>
      book.chapters.map((chapter) => `${shelf.folder}/${book.folder}/${chapter.folder}`),
    ),
  );
}

/** What is wrong with a page; `path` is relative to the guide. */
export function pageProblems(path: string, text: string, structure: Structure): string[] {
  const parts = path.split('/');
  if (parts.length !== 4) return [`${path} stands on level ${parts.length}, pages on 4`];
  const problems: string[] = [];
  const folder = parts.slice(0, 3).join('/');
  if (!chapterFolders(structure).includes(folder)) {
    problems.push(`${path}: structure.json has no chapter ${folder}`);
  }
  const name = /^(\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/.exec(parts[3] ?? '');
  if (name === null) problems.push(`${path}: the name must be like 01-first-steps.md`);
  const page = readFrontmatter(text);
  if ('problem' in page) return [...problems, `${path}: ${page.problem}`];
  const { facts, body } = page;
  if (name !== null && facts.order !== Number(name[1])) {
    problems.push(`${path}: order is ${facts.order}, the name says ${name[1]}`);
  }
  if (facts.category !== parts[2]) problems.push(`${path}: category must be ${parts[2]}`);
  const heading = /^\s*# (.+)$/m.exec(body)?.[1];
  if (heading !== facts.title) problems.push(`${path}: the heading must be "${facts.title}"`);
  return problems;
}

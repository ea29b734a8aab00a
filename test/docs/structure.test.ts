import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/source-files.ts';
import { chapterFolders, pageProblems, type Structure } from './check-page.ts';

const guide = join(root, 'docs/guide');
const structure: Structure = JSON.parse(readFileSync(join(guide, 'structure.json'), 'utf8'));
const pages = globSync('**/*.md', { cwd: guide }).filter((path) => path !== 'README.md');

describe('the guide', () => {
  it('has shelves, books, chapters and pages, each page in its place and form', () => {
    expect(pages.length).toBeGreaterThan(20);
    const problems = pages.flatMap((path) =>
      pageProblems(path, readFileSync(join(guide, path), 'utf8'), structure),
    );
    expect(problems).toEqual([]);
  });

  it('has a page in every chapter, numbered without a gap', () => {
    for (const folder of chapterFolders(structure)) {
      const numbers = pages
        .filter((path) => path.startsWith(`${folder}/`))
        .map((path) => Number(path.slice(folder.length + 1, folder.length + 3)))
        .sort((a, b) => a - b);
      expect(`${folder} ${numbers}`).toBe(`${folder} ${numbers.map((_, index) => index + 1)}`);
      expect(numbers, folder).not.toEqual([]);
    }
  });
});

describe('the check of pages', () => {
  const path = 'user/start/first/01-install.md';
  const good = `---
title: Install
order: 1
category: first
tags: [start]
last_updated: 2026-11-21
author: MosAIc Stack
---

# Install
`;
  const small: Structure = {
    shelves: [
      {
        folder: 'user',
        title: 'User',
        books: [
          { folder: 'start', title: 'Start', chapters: [{ folder: 'first', title: 'First' }] },
        ],
      },
    ],
  };

  it('accepts a page that is as it should be', () => {
    expect(pageProblems(path, good, small)).toEqual([]);
    const more = good.replace('author:', 'status: draft\ntoc: true\nauthor:');
    expect(pageProblems(path, more, small)).toEqual([]);
  });

  it.each([
    ['another level', 'user/start/01-install.md', good, /level 3/],
    ['an undeclared chapter', 'user/start/second/01-install.md', good, /no chapter/],
    ['a name without a number', 'user/start/first/install.md', good, /must be like/],
    ['a name with capitals', 'user/start/first/01-Install.md', good, /must be like/],
    ['another order than its name', 'user/start/first/02-install.md', good, /order is 1/],
    ['no frontmatter', path, '# Install\n', /no frontmatter/],
    ['a missing field', path, good.replace('author: MosAIc Stack\n', ''), /author/],
    ['an unknown field', path, good.replace('author:', 'mood: good\nauthor:'), /mood/],
    ['a field twice', path, good.replace('author:', 'title: Again\nauthor:'), /twice/],
    ['no tags', path, good.replace('[start]', '[]'), /tags/],
    ['a date that is none', path, good.replace('2026-11-21', '21.11.2026'), /last_updated/],
    ['another category', path, good.replace('category: first', 'category: last'), /category/],
    ['another heading', path, good.replace('# Install', '# Setup'), /heading/],
  ])('refuses %s', (_, where, text, problem) => {
    expect(pageProblems(where, text, small).join('\n')).toMatch(problem);
  });
});

import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/source-files.ts';
import { commandProgram } from './command-program.ts';
import { anchorsOf, codeOf, type Document, documents, exists, linksOf } from './documents.ts';

const all = documents();
const byPath = new Map(all.map((document) => [document.path, document]));

/** Where a link leads, relative to the root; null for an anchor of the same document. */
function targetOf({ path }: Document, link: string): { path: string; anchor: string | null } {
  const [file = '', anchor = null] = link.split('#');
  return { path: file === '' ? path : normalize(join(dirname(path), file)), anchor };
}

describe('documents', () => {
  it('link only to what is there', () => {
    const broken = all.flatMap((document) =>
      linksOf(document.text).flatMap((link) => {
        const { path, anchor } = targetOf(document, link);
        if (!exists(path)) return [`${document.path}: ${link}`];
        const text = byPath.get(path)?.text;
        const isThere = anchor === null || text === undefined || anchorsOf(text).has(anchor);
        return isThere ? [] : [`${document.path}: ${link} (no such heading)`];
      }),
    );
    expect(all.length).toBeGreaterThan(30);
    expect(broken).toEqual([]);
  });

  it('are all reachable from the README', () => {
    const seen = new Set<string>();
    const visit = (path: string): void => {
      const document = byPath.get(path);
      if (seen.has(path) || document === undefined) return;
      seen.add(path);
      for (const link of linksOf(document.text)) visit(targetOf(document, link).path);
    };
    visit('README.md');
    const wanted = all.filter(({ path }) => path.startsWith('docs/')).map(({ path }) => path);
    expect(wanted.filter((path) => !seen.has(path))).toEqual([]);
  });

  it('name only commands that exist', () => {
    const program = commandProgram();
    const words = new Map(
      program.commands.map((command) => [
        command.name(),
        new Set(command.commands.map((verb) => verb.name())),
      ]),
    );
    words.set('help', new Set());
    const named = all.flatMap(({ path, text }) =>
      codeOf(text).flatMap((code) => {
        const match = /^(?:npx )?mosaic ([a-z]+)(?: ([a-z]+))?/.exec(code);
        return match === null ? [] : [{ path, noun: match[1] ?? '', verb: match[2] }];
      }),
    );
    expect(named.length).toBeGreaterThan(50);
    const unknown = named.filter(({ noun, verb }) => {
      const verbs = words.get(noun);
      if (verbs === undefined) return true;
      return verbs.size > 0 && (verb === undefined || !verbs.has(verb));
    });
    expect(unknown).toEqual([]);
  });

  it('name only scripts of npm that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = all.flatMap(({ path, text }) =>
      codeOf(text).flatMap((code) => {
        const name = /^(?:\S+=\S+ )?npm (?:run )?([a-z][a-z:]*)/.exec(code)?.[1] ?? '';
        return ['', 'ci', 'install', 'exec'].includes(name) ? [] : [`${path}: ${name}`];
      }),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((line) => !(line.split(': ')[1] ?? '' in scripts))).toEqual([]);
  });

  it('name only files that exist', () => {
    const named = all.flatMap((document) =>
      codeOf(document.text).flatMap((code) =>
        /^(?:packages|apps|scripts|test|bench|e2e)\/[\w./@-]+$/.test(code)
          ? [{ path: document.path, code }]
          : [],
      ),
    );
    expect(named.length).toBeGreaterThan(30);
    const missing = named.filter(({ code }) => !exists(code) && !isOfAnother(code));
    expect(missing).toEqual([]);
  });
});

/** A path of a repository that documents speak of as an example. */
function isOfAnother(code: string): boolean {
  return code.startsWith('test/') && !code.endsWith('.ts');
}

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layers } from './layers.ts';
import { codeMap, codeMapMarker } from './support/code-map.ts';
import {
  importsOf,
  packageOf,
  root,
  type SourceFile,
  sourceFiles,
} from './support/source-files.ts';

interface Manifest {
  name: string;
  exports?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const files = sourceFiles();
const product = files.filter(({ isProduct }) => isProduct);
const ours = new Map(layers.map((layer) => [layer.name, layer]));
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

describe('the order of packages', () => {
  it('lets each import only from those above it', () => {
    for (const [index, { name, mayImport }] of layers.entries()) {
      const above = layers.slice(0, index).map((layer) => layer.name);
      expect(`${name}: ${mayImport.filter((other) => !above.includes(other))}`).toBe(`${name}: `);
    }
  });

  it.each(layers)(
    'is kept by the dependencies that $name declares',
    ({ name, folder, mayImport }) => {
      const manifest = manifestOf(folder);
      expect(manifest.name).toBe(name);
      const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      expect(declared.filter((other) => ours.has(other) && !mayImport.includes(other))).toEqual([]);
    },
  );

  it.each(layers)('is kept by what $name really imports', ({ name, folder, mayImport }) => {
    const own = product.filter((file) => file.folder === folder);
    expect(own.length).toBeGreaterThan(0);
    const wrong = own.flatMap(({ path, text }) =>
      importsOf(text)
        .map(packageOf)
        .filter((other) => ours.has(other) && other !== name && !mayImport.includes(other))
        .map((other) => `${path} imports ${other}`),
    );
    expect(wrong).toEqual([]);
  });

  it('was looked for in every module, and finds what it looks for', () => {
    expect(product.length).toBeGreaterThan(300);
    const found = product.flatMap(({ text }) => importsOf(text));
    expect(found.filter((name) => name === '@mosaic/contract').length).toBeGreaterThan(100);
    const sample =
      "import a from 'a';\nimport {\n b,\n} from 'b';\nimport 'c';\nexport { d } from 'd';\nawait import('e');\nimport type { F } from 'f';\n// import 'no';";
    expect(importsOf(sample).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('the inside of a package', () => {
  it('is nobody else’s: imports name a package or one of its published parts', () => {
    const published = layers.flatMap(({ name, folder }) => {
      const { exports = '' } = manifestOf(folder);
      const parts = typeof exports === 'string' ? ['.'] : Object.keys(exports);
      return parts.map((part) => normalize(join(name, part)).replaceAll('\\', '/'));
    });
    const deep = files.flatMap(({ path, folder, text }) =>
      importsOf(text)
        .filter((specifier) =>
          specifier.startsWith('.')
            ? !join(dirname(path), specifier).startsWith(`${folder}/`)
            : ours.has(packageOf(specifier)) && !published.includes(specifier),
        )
        .map((specifier) => `${path} imports ${specifier}`),
    );
    expect(deep).toEqual([]);
  });

  it('is published by name, never wholesale', () => {
    const wholesale = product.filter(({ text }) => /^export \* from/m.test(text));
    expect(wholesale.map(({ path }) => path)).toEqual([]);
  });
});

/** Who alone may import what; everybody else goes through them. */
const reserved: readonly { what: string; names: RegExp; by: RegExp }[] = [
  {
    what: 'only stores, tables and handlers know SQL',
    names: /^kysely$/,
    by: /^packages\/mcp\/src\/(store|modules|cluster)\/|^packages\/core\/src\/(projects|missions)\/[a-z-]+\.ts$|^packages\/tony\/src\/(plans|context)\/[a-z-]+\.ts$/,
  },
  {
    what: 'only the store opens databases; the doctor looks whether one is sound',
    names: /^node:sqlite$/,
    by: /^packages\/mcp\/src\/store\/|^packages\/cli\/src\/doctor\/home\.ts$/,
  },
  {
    what: 'only doors and the composition root know the HTTP framework',
    names: /^(fastify|@fastify\/.*)$/,
    by: /^packages\/mcp\/src\/doors\/|^packages\/stack\/src\//,
  },
  {
    what: 'only the MCP door knows its protocol',
    names: /^@modelcontextprotocol\//,
    by: /^packages\/mcp\/src\/doors\/mcp\//,
  },
  {
    what: 'only the ACP runtime knows its protocol',
    names: /^@agentclientprotocol\//,
    by: /^packages\/tony\/src\/acp\//,
  },
  {
    what: 'only the command line parses one',
    names: /^commander$/,
    by: /^packages\/cli\/src\//,
  },
  {
    what: 'only the dashboard knows its framework',
    names: /^(react|react-dom|@tanstack\/.*|@xyflow\/.*|radix-ui)(\/.*)?$/,
    by: /^apps\/web\/src\//,
  },
];

describe('knowledge in one place', () => {
  it.each(reserved)('$what', ({ names, by }) => {
    const users = product.filter(({ text }) => importsOf(text).some((name) => names.test(name)));
    expect(users.length).toBeGreaterThan(0);
    expect(users.map(({ path }) => path).filter((path) => !by.test(path))).toEqual([]);
  });

  it('pipeline and modules know no door', () => {
    const inside = product.filter(({ path }) =>
      /^packages\/mcp\/src\/(pipeline|modules|store)\//.test(path),
    );
    expect(inside.length).toBeGreaterThan(30);
    const known = inside.flatMap(({ path, text }) =>
      importsOf(text)
        .filter((name) => name.includes('/doors/'))
        .map((name) => `${path} imports ${name}`),
    );
    expect(known).toEqual([]);
  });

  it('modules do not reach into each other', () => {
    const moduleOf = (path: string) => /^packages\/mcp\/src\/modules\/([a-z]+)\//.exec(path)?.[1];
    const inside = product.filter(({ path }) => moduleOf(path) !== undefined);
    expect(inside.length).toBeGreaterThan(20);
    const reached = inside.flatMap(({ path, text }) =>
      importsOf(text)
        .map((name) => (name.startsWith('.') ? join(dirname(path), name) : name))
        .filter((name) => moduleOf(name) !== undefined && moduleOf(name) !== moduleOf(path))
        .map((name) => `${path} imports ${name}`),
    );
    expect(reached).toEqual([]);
  });

  it('only the entry point of the command line, and the defaults of a server in a program, read the environment', () => {
    const reading = /process\s*\??\.\s*env\b|process\[|\benv\b[^;]*from 'node:process'/;
    const readers = product.filter(({ text }) => reading.test(text));
    expect(readers.map(({ path }) => path).toSorted()).toEqual([
      'packages/cli/src/main.ts',
      'packages/mcp/src/server/process-defaults.ts',
    ]);
  });

  it('the browser gets nothing that only Node has', () => {
    const forBrowsers = ['packages/contract', 'packages/client', 'apps/web'];
    const found = product
      .filter(({ folder }) => forBrowsers.includes(folder))
      .flatMap(({ path, text }) =>
        importsOf(text)
          .filter((name) => name.startsWith('node:'))
          .map((name) => `${path} imports ${name}`),
      );
    expect(found).toEqual([]);
  });
});

describe('files', () => {
  const linesOf = ({ text }: SourceFile) => text.split('\n').length - 1;
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/;

  it('are small: none over 500 lines, nearly all under 350', () => {
    const sizes = product.map(linesOf).toSorted((a, b) => a - b);
    const at = (share: number) => sizes[Math.floor((sizes.length - 1) * share)] ?? 0;
    console.log(
      `lines of ${sizes.length} product files: median ${at(0.5)}, p95 ${at(0.95)}, largest ${at(1)}`,
    );
    expect(files.filter((file) => linesOf(file) > 500).map(({ path }) => path)).toEqual([]);
    expect(at(0.95)).toBeLessThanOrEqual(350);
    expect(at(0.5)).toBeLessThanOrEqual(100);
  });

  it('are named in lower case with dashes', () => {
    const odd = files.filter(({ path }) => !kebab.test(path.split('/').at(-1) ?? ''));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('are named after an idea', () => {
    const vague = /\/(utils?|helpers?|common|misc|shared|types|constants)(\.tsx?|\/)/;
    expect(files.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

const map = join(root, 'ARCHITECTURE.md');
describe.runIf(existsSync(map))('ARCHITECTURE.md', () => {
  it('shows the packages as they are: node scripts/print-code-map.ts prints the table', () => {
    const [, table] = readFileSync(map, 'utf8').split(codeMapMarker);
    expect(table?.trim()).toBe(codeMap());
  });
});

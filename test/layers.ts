/** A package of the product: what it is for, and what it may import of ours. */
export interface Layer {
  readonly name: string;
  readonly folder: string;
  readonly purpose: string;
  /** Names of packages that stand above it in this list. */
  readonly mayImport: readonly string[];
}

/**
 * The packages in their order: each may import only from those before it, and of those only
 * what stands here. The architecture test holds the sources to it, and the code map of
 * ARCHITECTURE.md is printed from it.
 */
export const layers: readonly Layer[] = [
  {
    name: '@mosaic/contract',
    folder: 'packages/contract',
    purpose: 'The vocabulary: entities, ids, operations, events, errors. No I/O.',
    mayImport: [],
  },
  {
    name: '@mosaic/client',
    folder: 'packages/client',
    purpose: 'Calls any operation over REST; follows streams through reconnections.',
    mayImport: ['@mosaic/contract'],
  },
  {
    name: '@mosaic/git',
    folder: 'packages/git',
    purpose: 'Git without trust: takes objects in, merges and publishes without a checkout.',
    mayImport: ['@mosaic/contract'],
  },
  {
    name: '@mosaic/sandbox',
    folder: 'packages/sandbox',
    purpose: 'Runs foreign commands: limits, bubblewrap, egress broker.',
    mayImport: ['@mosaic/contract'],
  },
  {
    name: '@mosaic/mcp',
    folder: 'packages/mcp',
    purpose: 'The backbone: store, pipeline, coordination modules, doors (REST, MCP).',
    mayImport: ['@mosaic/contract'],
  },
  {
    name: '@tony/core',
    folder: 'packages/tony',
    purpose: 'Planning, agent types and context, and the runtimes that drive coding agents.',
    mayImport: ['@mosaic/contract', '@mosaic/client', '@mosaic/git', '@mosaic/mcp'],
  },
  {
    name: '@mosaic/runner',
    folder: 'packages/runner',
    purpose: 'Leases runs, does them in isolated clones, proves them with gates.',
    mayImport: [
      '@mosaic/contract',
      '@mosaic/client',
      '@mosaic/git',
      '@mosaic/sandbox',
      '@tony/core',
    ],
  },
  {
    name: '@mosaic/core',
    folder: 'packages/core',
    purpose: 'Projects, missions, the mission engine and the documents it writes.',
    mayImport: ['@mosaic/contract', '@mosaic/git', '@mosaic/mcp', '@tony/core'],
  },
  {
    name: '@mosaic/dev',
    folder: 'packages/dev',
    purpose: 'Reviews a repository and fixes what a deterministic tool can fix.',
    mayImport: ['@mosaic/contract', '@mosaic/core'],
  },
  {
    name: '@mosaic/stack',
    folder: 'packages/stack',
    purpose: 'The composition root: assembles a hub for one machine.',
    mayImport: [
      '@mosaic/contract',
      '@mosaic/client',
      '@mosaic/git',
      '@mosaic/sandbox',
      '@mosaic/mcp',
      '@tony/core',
      '@mosaic/runner',
      '@mosaic/core',
      '@mosaic/dev',
    ],
  },
  {
    name: '@mosaic/cli',
    folder: 'packages/cli',
    purpose: 'The `mosaic` command: one command for each operation, and the local ones.',
    mayImport: [
      '@mosaic/contract',
      '@mosaic/client',
      '@mosaic/sandbox',
      '@mosaic/mcp',
      '@tony/core',
      '@mosaic/core',
      '@mosaic/dev',
      '@mosaic/stack',
    ],
  },
  {
    name: '@mosaic/web',
    folder: 'apps/web',
    purpose: 'The dashboard, a single-page app served by the hub.',
    mayImport: ['@mosaic/contract', '@mosaic/client'],
  },
];

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type OperationInput,
  type OperationRawInput,
  operations,
  type PlanDocument,
  type PlanEdit,
} from '@mosaic/contract';
import { documentReaders, projectsModule } from '@mosaic/core';
import { planToJson } from '@tony/core/planning';
import { type PlansOptions, plansModule } from '@tony/core/plans';
import { openTestHub } from '../../packages/mcp/test/test-hub.ts';

/** A hub with projects and plans, on either store. */
export async function openPlanHub(options: PlansOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mosaic-plans-'));
  const modules = () => [
    projectsModule(async () => ({
      gates: [{ name: 'test', command: 'true', timeoutMs: 1_000 }],
      lentPaths: [],
    })),
    plansModule({ readers: documentReaders, ...options }),
  ];
  const home = join(folder, 'home');
  mkdirSync(home);
  let opened = await openTestHub(modules(), home);
  let repositories = 0;
  return {
    get hub() {
      return opened.hub;
    },
    get store() {
      return opened.store;
    },
    get clock() {
      return opened.clock;
    },
    get owner() {
      return opened.owner;
    },
    get runner() {
      return opened.runner;
    },
    folder,
    /** The same home in a process of its own, as far as its memory goes. */
    async reopen() {
      await opened.close();
      opened = await openTestHub(modules(), home);
    },
    /** A repository of these files, registered as a project. */
    async addProject(files: Readonly<Record<string, string>> = { 'README.md': '# Shop\n' }) {
      repositories += 1;
      const path = join(folder, `shop-${repositories}`);
      createRepository(path, files);
      return opened.hub.system('owner').call(operations.addProject, { path });
    },
    /** As if somebody moved it away. */
    removeRepository: async (path: string) => rmSync(path, { recursive: true, force: true }),
    async destroy() {
      await opened.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type PlanHub = Awaited<ReturnType<typeof openPlanHub>>;

/** Calls about plans as one module of one tenant. */
export function planner({ hub }: Pick<PlanHub, 'hub'>, name = 'owner', tenant = 'local') {
  const system = hub.system(name, { tenant });
  return {
    ...system,
    /** A plan from a document of our own. */
    add: (
      document: PlanDocument,
      more: Partial<OperationRawInput<typeof operations.addPlan>> = {},
    ) =>
      system.call(operations.addPlan, {
        from: { kind: 'document', format: 'plan', text: planToJson(document) },
        ...more,
      }),
    document: async (planId: string) =>
      (await system.call(operations.planDocument, { planId })).document,
    edit: (planId: string, edits: PlanEdit[], baseVersion?: number) =>
      system.call(operations.editPlan, {
        planId,
        edits,
        ...(baseVersion === undefined ? {} : { baseVersion }),
      }),
  };
}

export type Planner = ReturnType<typeof planner>;
export type AddInput = OperationInput<typeof operations.addPlan>;

function createRepository(path: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const git = (...words: string[]) => execFileSync('git', [...identity, ...words], { cwd: path });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=start');
}

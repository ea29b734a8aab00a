import { basename, isAbsolute } from 'node:path';
import { findingGate, type Gate, MosaicError, operations, type Project } from '@mosaic/contract';
import { inspectRepository, pathProblem, type RepositoryFacts } from '@mosaic/git';
import {
  command,
  cutPage,
  decodeCursor,
  type Module,
  type QueryContext,
  query,
  toInstant,
} from '@mosaic/mcp';
import type { Kysely, Selectable } from 'kysely';
import { type ProjectRow, type ProjectTables, projectMigrations } from './tables.ts';

type ProjectReader = Kysely<ProjectTables>;
/** Whose projects, and where. */
type Scope = Pick<QueryContext, 'store' | 'principal'>;
type ProjectSettings = Pick<Project, 'gates' | 'lentPaths' | 'egressHosts'>;

/** What can be read off a repository instead of asking for it. */
export interface DetectedSettings {
  gates: Gate[];
  lentPaths: string[];
}

/** What was read before the transaction. */
interface Inspected {
  repository: RepositoryFacts;
  detected: DetectedSettings;
}

export type DetectSettings = (repository: RepositoryFacts) => Promise<DetectedSettings>;

/** Projects: which repositories MosAIc works on, and how their work is checked. */
export function projectsModule(detectSettings: DetectSettings): Module {
  return {
    name: 'projects',
    migrations: projectMigrations,
    handlers: [
      command(
        operations.addProject,
        async (context, input, { repository, detected }: Inspected) => {
          const store: ProjectReader = context.store;
          await refuseTwice(context, repository.root);
          const id = context.clock.newId('project');
          const settings: ProjectSettings = {
            gates: input.gates ?? detected.gates,
            lentPaths: input.lentPaths ?? detected.lentPaths,
            egressHosts: input.egressHosts ?? [],
          };
          requireValid(settings);
          const row = {
            id,
            tenant: context.principal.tenant,
            name: input.name ?? basename(repository.root),
            path: repository.root,
            default_branch: repository.headBranch ?? 'HEAD',
            settings: JSON.stringify(settings),
            created_at: context.clock.now(),
          };
          await store
            .insertInto('project')
            .values(row)
            .onConflict((conflict) => conflict.column('path').doNothing())
            .execute();
          const added = await findProject(context, id).catch(() => null);
          if (added === null) throw ofAnotherTenant(repository.root);
          context.target(id);
          context.emit({ type: 'project.added', projectId: id, data: { name: row.name } });
          return toProject(added);
        },
        {
          before: async (_context, input) => {
            const repository = await inspect(input.path);
            return { repository, detected: await detectSettings(repository) };
          },
        },
      ),

      command(operations.updateProject, async (context, { projectId, ...change }) => {
        const store: ProjectReader = context.store;
        const known = toProject(await findProject(context, projectId));
        const settings: ProjectSettings = {
          gates: change.gates ?? known.gates,
          lentPaths: change.lentPaths ?? known.lentPaths,
          egressHosts: change.egressHosts ?? known.egressHosts,
        };
        requireValid(settings);
        await store
          .updateTable('project')
          .set({ settings: JSON.stringify(settings) })
          .where('id', '=', projectId)
          .where('tenant', '=', context.principal.tenant)
          .execute();
        context.emit({ type: 'project.updated', projectId, data: { fields: Object.keys(change) } });
        return { ...known, ...settings };
      }),

      query(operations.showProject, async (context, { projectId }) =>
        toProject(await findProject(context, projectId)),
      ),

      query(operations.listProjects, async (context, { limit, cursor }) => {
        const store: ProjectReader = context.store;
        let select = store
          .selectFrom('project')
          .selectAll()
          .where('tenant', '=', context.principal.tenant);
        const after = decodeCursor(cursor);
        if (after !== null) select = select.where('position', '>', after);
        const rows = await select
          .orderBy('position')
          .limit(limit + 1)
          .execute();
        return cutPage(rows, limit, (row) => row.position, toProject);
      }),
    ],
  };
}

async function inspect(path: string): Promise<RepositoryFacts> {
  if (!isAbsolute(path)) {
    throw new MosaicError(
      'invalid_input',
      `path must be absolute; the hub does not know your working directory. It was ${JSON.stringify(path)}.`,
      { details: { fields: [{ field: 'path', problem: 'must be absolute' }] } },
    );
  }
  return inspectRepository(path);
}

async function refuseTwice(context: Scope, root: string): Promise<void> {
  const store: ProjectReader = context.store;
  const known = await store
    .selectFrom('project')
    .select('id')
    .where('path', '=', root)
    .where('tenant', '=', context.principal.tenant)
    .executeTakeFirst();
  if (!known) return;
  throw new MosaicError('conflict', `${root} is already project ${known.id}. Use that one.`, {
    details: { projectId: known.id },
  });
}

/** Two tenants on one repository would fight over the same files; neither is told of the other. */
function ofAnotherTenant(root: string): MosaicError {
  return new MosaicError('conflict', `${root} cannot be added here. Add a clone of it instead.`);
}

/** Gate names are keys of evidence, so each may stand only once; lent paths stay inside. */
function requireValid({ gates, lentPaths }: ProjectSettings): void {
  const names = gates.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined || names.includes(findingGate)) {
    const problem = twice === undefined ? 'finding is reserved' : `${twice} stands twice`;
    throw new MosaicError('invalid_input', `gates: ${problem}. Give each gate a name of its own.`, {
      details: { fields: [{ field: 'gates', problem }] },
    });
  }
  for (const path of lentPaths) {
    const problem = pathProblem(path);
    if (problem === null) continue;
    throw new MosaicError('invalid_input', `lentPaths: ${JSON.stringify(path)} ${problem}.`, {
      details: { fields: [{ field: 'lentPaths', problem }] },
    });
  }
}

async function findProject(context: Scope, id: string): Promise<Selectable<ProjectRow>> {
  const store: ProjectReader = context.store;
  const row = await store
    .selectFrom('project')
    .selectAll()
    .where('id', '=', id)
    .where('tenant', '=', context.principal.tenant)
    .executeTakeFirst();
  if (!row) {
    throw new MosaicError('not_found', `There is no project ${id}. List them: mosaic project list`);
  }
  return row;
}

function toProject(row: Selectable<ProjectRow>): Project {
  const settings: ProjectSettings = JSON.parse(row.settings);
  return {
    id: row.id,
    name: row.name,
    path: row.path,
    defaultBranch: row.default_branch,
    ...settings,
    createdAt: toInstant(Number(row.created_at)),
  };
}

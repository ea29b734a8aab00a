import { type Brief, limits, MosaicError } from '@mosaic/contract';
import { sizedStatement } from '../../store/sized-statement.ts';
import { statement } from '../../store/statement.ts';
import type { Reader, Writer } from '../../store/store.ts';
import { requirementId } from './lane.ts';
import { taskLimits } from './limits.ts';
import { parseRequirement, type Requirement, requirementText } from './rules/requirement.ts';

/** What a runner needs for a run of a mission. */
export function runRequirement(brief: Pick<Brief, 'step' | 'runtime'>): Requirement {
  const capabilities = brief.step === 'work' ? [`runtime:${brief.runtime}`] : [];
  return { step: brief.step, capabilities, labels: {} };
}

/** $1 tenant, $2 id, $3 text. */
const insertRequirement = statement<never>(
  'task.requirement',
  `insert into task_requirement (tenant, id, text) values ($1, $2, $3)
   on conflict (tenant, id) do nothing`,
);

const countRequirements = statement<{ count: number }>(
  'task.requirementCount',
  'select count(*) as count from task_requirement where tenant = $1',
);

/** $1 tenant, then ids. */
const readRequirements = sizedStatement<{ id: string; text: string }>(
  'task.requirements',
  1,
  (list) => `select id, text from task_requirement where tenant = $1 and id in (${list})`,
);

/**
 * Requirements of lanes with ready tasks, found by jumping from one to the next in the index:
 * the cost follows the number of different ones, not of lanes or tasks. $1 tenant.
 */
const readyRequirements = statement<{ requirement: string }>(
  'task.readyRequirements',
  `with recursive each (requirement) as (
     select min(requirement) from task_share
       where tenant = $1 and level = 2 and ready_count > 0
     union all
     select (select min(s.requirement) from task_share s
       where s.tenant = $1 and s.level = 2 and s.ready_count > 0
         and s.requirement > each.requirement)
     from each where each.requirement is not null
   )
   select requirement from each where requirement is not null`,
);

/** Texts by id. An id is a hash of its text, so what is kept here is true in every store. */
const parsed = new Map<string, Requirement>();

function keep(id: string, requirement: Requirement): void {
  if (parsed.size >= taskLimits.requirementsKept) parsed.clear();
  parsed.set(id, requirement);
}

/** Stores what is new among the requirements; refuses when a tenant has too many different ones. */
export async function storeRequirements(
  store: Writer,
  tenant: string,
  requirements: readonly Requirement[],
): Promise<void> {
  const byId = new Map(requirements.map((each) => [requirementId(each), each]));
  const known = await readRequirements.all(store, [tenant], [...byId.keys()]);
  for (const { id } of known) byId.delete(id);
  if (byId.size === 0) return;
  const [row] = await countRequirements.all(store, [tenant]);
  if (Number(row?.count ?? 0) + byId.size > limits.requirementSetsMax) {
    throw new MosaicError(
      'precondition_failed',
      `Tasks already ask for ${limits.requirementSetsMax} different sets of capabilities and labels. Use labels for kinds of agents, not for single tasks.`,
    );
  }
  for (const [id, requirement] of byId) {
    await insertRequirement.all(store, [tenant, id, requirementText(requirement)]);
  }
}

/** Every requirement that has a task ready, by id. */
export async function requirementsReady(
  store: Reader,
  tenant: string,
): Promise<ReadonlyMap<string, Requirement>> {
  const ids = (await readyRequirements.all(store, [tenant])).map(({ requirement }) => requirement);
  return readById(store, tenant, ids);
}

export async function readById(
  store: Reader,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Requirement>> {
  const unknown = ids.filter((id) => !parsed.has(id));
  if (unknown.length > 0) {
    const rows = await readRequirements.all(store, [tenant], unknown);
    for (const { id, text } of rows) keep(id, parseRequirement(text));
  }
  const found = new Map<string, Requirement>();
  for (const id of ids) {
    const requirement = parsed.get(id);
    if (requirement) found.set(id, requirement);
  }
  return found;
}

import { operations } from '@mosaic/contract';
import { answered, breathe, inParallel, isCode, type Load, type LoadScope } from './load.ts';

const leaseMs = 6_000;

/** Somebody was told at that time that its lease of the task is good. */
interface Proof {
  readonly taskId: string;
  readonly fencingToken: number;
  readonly from: number;
  readonly to: number;
}

/** Submitters put jobs in; agents claim them, renew now and then, and complete them. */
export function createTaskLoad(scope: LoadScope, submitters: number, agents: number): Load {
  const submitted = new Map<string, string>();
  const completed = new Map<string, number[]>();
  const proofs: Proof[] = [];
  let lost = 0;
  let isSubmitted = false;

  const submit = async (at: number) => {
    const client = scope.client(at);
    for (let number = 1; !scope.stopping.aborted; number += 1) {
      const titles = Array.from(
        { length: 1 + Math.floor(scope.random() * 3) },
        (_, part) => `job ${at}.${number}.${part}`,
      );
      // Half of them live by the session of their agent, half by a lease of their own.
      const own = number % 2 === 0 ? leaseMs : null;
      const jobs = titles.map((title) => ({ title, leaseMs: own, attemptsMax: 100 }));
      const done = await answered(scope, () => client.call(operations.submitTasks, { jobs }));
      for (const [part, { taskId }] of (done?.value.tasks ?? []).entries()) {
        submitted.set(taskId, titles[part] ?? '');
      }
      await breathe(40);
    }
  };
  const isAllDone = () => [...submitted.keys()].every((taskId) => completed.has(taskId));
  const work = async (at: number) => {
    const client = scope.client(at);
    const agent = await client.call(operations.registerAgent, {
      name: `agent-${at}`,
      type: 'worker',
    });
    const session = { agentId: agent.id, sessionId: agent.sessionId ?? undefined };
    const over = new AbortController();
    const holding = new Set<string>();
    const beating = beat(at, session, holding, over.signal);
    // A completion nobody was told of leaves a task open here: empty claims end the wait.
    for (let empty = 0; empty < 12 && !(isSubmitted && isAllDone()); ) {
      const claimed = await answered(scope, () =>
        client.call(operations.claimTask, { ...session, count: 3, waitMs: 1_000 }),
      ).catch((error: unknown) => (isCode(error, 'lease_lost', 'conflict') ? null : null));
      const assignments = claimed?.value.assignments ?? [];
      empty = isSubmitted && assignments.length === 0 ? empty + 1 : 0;
      if (claimed === null) await breathe(100);
      for (const { task } of assignments) holding.add(task.id);
      for (const { task, lease } of assignments) {
        const { fencingToken } = lease;
        const span = claimed ?? { from: 0, to: 0 };
        proofs.push({ taskId: task.id, fencingToken, from: span.from, to: span.to });
        if (scope.random() < 0.2) await renew(at, task.id, fencingToken);
        await breathe(scope.random() * 15);
        await complete(at, task.id, fencingToken);
        holding.delete(task.id);
      }
    }
    over.abort();
    await beating;
  };
  const beat = async (
    at: number,
    session: { agentId: string },
    holding: ReadonlySet<string>,
    signal: AbortSignal,
  ) => {
    for (let turn = 1; !signal.aborted; turn += 1) {
      if (turn % 20 === 0) {
        await answered(scope, () =>
          scope.client(at).call(operations.heartbeatAgent, { ...session, holding: [...holding] }),
        ).catch((error: unknown) => isCode(error, 'lease_lost'));
      }
      await breathe(100);
    }
  };
  const renew = async (at: number, taskId: string, fencingToken: number) => {
    const input = { taskId, fencingToken };
    const done = await answered(scope, () =>
      scope.client(at).call(operations.heartbeatTask, input),
    ).catch((error: unknown) => (isCode(error, 'lease_lost') ? null : null));
    if (done) proofs.push({ taskId, fencingToken, from: done.from, to: done.to });
  };
  const complete = async (at: number, taskId: string, fencingToken: number) => {
    const tasks = [{ taskId, fencingToken }];
    const done = await answered(scope, () =>
      scope.client(at).call(operations.completeTasks, { tasks }),
    ).catch((error: unknown) => {
      isCode(error, 'lease_lost', 'conflict');
      lost += 1;
      return null;
    });
    if (done) completed.set(taskId, [...(completed.get(taskId) ?? []), fencingToken]);
  };
  return {
    name: 'tasks',
    async run() {
      const working = inParallel(agents, work);
      await inParallel(submitters, submit);
      isSubmitted = true;
      await working;
    },
    figures: () => ({ submitted: submitted.size, completed: completed.size, leasesLost: lost }),
    async problems() {
      const stored = await allTasks(scope);
      const problems = [...foreignProofs(proofs), ...doubled(completed)];
      const byTitle = new Map<string, number>();
      for (const { title } of stored.values()) byTitle.set(title, (byTitle.get(title) ?? 0) + 1);
      for (const [title, count] of byTitle) if (count > 1) problems.push(`${title} is there twice`);
      for (const [taskId, title] of submitted) {
        const task = stored.get(taskId);
        if (task === undefined) problems.push(`${title} was acknowledged and is gone`);
        else if (task.status !== 'done') problems.push(`${title} is ${task.status}, not done`);
      }
      for (const taskId of completed.keys()) {
        if (stored.get(taskId)?.status !== 'done') problems.push(`${taskId}: completion was lost`);
      }
      return problems;
    },
  };
}

async function allTasks(scope: LoadScope): Promise<Map<string, { title: string; status: string }>> {
  const found = new Map<string, { title: string; status: string }>();
  let cursor: string | undefined;
  do {
    const page = await scope.client(0).call(operations.listTasks, { limit: 500, cursor });
    for (const { id, title, status } of page.items) found.set(id, { title, status });
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** A lease that was good after a later one had been given: two held the task at once. */
function foreignProofs(proofs: readonly Proof[]): string[] {
  const problems: string[] = [];
  for (const [taskId, own] of Map.groupBy(proofs, (proof) => proof.taskId)) {
    for (const later of own) {
      const isBroken = own.some(
        (other) => other.fencingToken < later.fencingToken && other.from > later.to,
      );
      if (isBroken)
        problems.push(`${taskId}: an old lease was good after lease ${later.fencingToken}`);
    }
    const given = own.map(({ fencingToken }) => fencingToken);
    if (given.length === 0) problems.push(taskId);
  }
  return problems;
}

/** Completions of one task under different leases: it was done twice. */
function doubled(completed: ReadonlyMap<string, readonly number[]>): string[] {
  return [...completed]
    .filter(([, tokens]) => new Set(tokens).size > 1)
    .map(([taskId, tokens]) => `${taskId} was completed under the leases ${tokens.join(', ')}`);
}

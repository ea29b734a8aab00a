import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type PlanFinding, planLevels } from '@mosaic/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from './support/start-test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.destroy());

type Answer = Awaited<ReturnType<typeof ask>>;

/** Children of a node as an agent would propose them: two of the level below. */
function childrenOf(level: string, title: string, minutes = 20) {
  const below = planLevels[planLevels.indexOf(level as (typeof planLevels)[number]) + 1];
  return [1, 2].map((number) => ({
    title: `${title} ${number}`,
    ...(below === 'story' ? { acceptanceCriteria: ['A user sees it.'] } : {}),
    ...(below === 'atomic'
      ? { estimate: { minutes, tokens: 8_000 }, completionCriteria: ['Its test passes.'] }
      : {}),
  }));
}

async function ask(client: Client, name: string, input: Record<string, unknown>) {
  const { isError, structuredContent } = await client.callTool({ name, arguments: input });
  expect(isError ?? false).toBe(false);
  return structuredContent as Record<string, unknown> & {
    isAccepted: boolean;
    findings: PlanFinding[];
    next: { parentId: string; title: string; level: string } | null;
    plan: { id: string; epics: string[]; source: { kind: string } };
  };
}

/** Goes on with whatever node the hub asks for, and once proposes what cannot be done in half an hour. */
async function planLevelByLevel(client: Client) {
  const { plan } = await ask(client, 'plan_add', {
    from: { kind: 'empty', title: 'Orders', goal: 'Take orders' },
  });
  const refused: Answer[] = [];
  let answer = await ask(client, 'plan_propose', {
    planId: plan.id,
    parentId: plan.epics[0] ?? null,
    nodes: plan.epics.length === 0 ? [{ title: 'Orders' }] : childrenOf('epic', 'Orders'),
  });
  let proposals = 1;
  while (answer.next !== null) {
    const { parentId, title, level } = answer.next;
    const isTooLong = level === 'subtask' && refused.length === 0;
    answer = await ask(client, 'plan_propose', {
      planId: plan.id,
      parentId,
      nodes: childrenOf(level, title, isTooLong ? 45 : 20),
    });
    if (!answer.isAccepted) refused.push(answer);
    proposals += 1;
    expect(proposals).toBeLessThan(60);
  }
  return { planId: plan.id, refused };
}

describe.each([
  ['of the sessions era', 'legacy' as const],
  ['of the stateless era', { pin: '2026-07-28' }],
])('an agent with a client %s', (_, mode) => {
  it('fills a plan level by level, is told what does not compile, and ends with one that runs', async () => {
    const client = new Client(
      { name: 'planner', version: '1.0.0' },
      { versionNegotiation: { mode } },
    );
    const requestInit = { headers: { authorization: `Bearer ${hub.ownerToken}` } };
    await client.connect(
      new StreamableHTTPClientTransport(new URL('/mcp', hub.url), { requestInit }),
    );
    const { planId, refused } = await planLevelByLevel(client);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.findings.map(({ code }) => code)).toContain('atomic_too_long');
    expect(refused[0]?.findings[0]?.path[0]).toMatch(/^E\./);
    const verdict = await ask(client, 'plan_check', { planId });
    expect(verdict).toMatchObject({ isRunnable: true });
    const shown = await ask(client, 'plan_show', { planId });
    expect(shown).toMatchObject({
      status: 'draft',
      source: { kind: 'agent' },
      counts: { epic: 1, feature: 2, atomic: 32 },
    });
    await client.close();
  });
});

import { type Node, operations } from '@mosaic/contract';
import type { Kysely, Selectable } from 'kysely';
import type { Module } from '../module.ts';
import { toInstant } from '../pipeline/clock.ts';
import { cutPage, decodeCursor } from '../pipeline/cursor.ts';
import { type CommandContext, command, query } from '../pipeline/handler.ts';
import { freeDuties, holdDuty } from './duty-lease.ts';
import { clusterLimits } from './limits.ts';
import { type ClusterTables, clusterMigrations } from './tables.ts';

/** Topic of hints about nodes that come and go. */
export const nodesTopic = 'nodes';

type Nodes = Kysely<ClusterTables>;

/** The nodes of this installation. `self` is known without a look: alone, a node writes nothing. */
export function nodesModule(self: () => Node): Module {
  return {
    name: 'nodes',
    migrations: clusterMigrations,
    handlers: [
      query(operations.listNodes, async (context, { limit, cursor }) => {
        const items = await allNodes(context.store, self(), context.clock.now());
        const numbered = items.map((node, index) => ({ node, position: index + 1 }));
        const after = decodeCursor(cursor) ?? 0;
        return cutPage(
          numbered.slice(after, after + limit + 1),
          limit,
          ({ position }) => position,
          ({ node }) => node,
        );
      }),

      command(operations.beatNode, async (context, { duties, ...beat }) => {
        context.quiet();
        const nodes: Nodes = context.store;
        const now = context.clock.now();
        await forgetSilent(context, beat.nodeId);
        const details = { last_beat_at: now, url: beat.url, bus: JSON.stringify(beat.bus) };
        const known = await nodes
          .updateTable('node')
          .set(details)
          .where('id', '=', beat.nodeId)
          .returning('id')
          .executeTakeFirst();
        if (known === undefined) {
          const { nodeId: id, name, version, startedAtMs: started_at } = beat;
          await nodes
            .insertInto('node')
            .values({ id, name, version, started_at, ...details })
            .execute();
          context.target(id);
          context.emit({ type: 'node.joined', data: { nodeId: id, name } });
          context.hint(nodesTopic);
        }
        const held: { name: string; epoch: number }[] = [];
        for (const name of duties) {
          const epoch = await holdDuty(context.store, name, beat.nodeId, now);
          if (epoch !== null) held.push({ name, epoch });
        }
        return { held, isPeerDeaf: await hasDeafPeer(nodes, beat.nodeId, now) };
      }),

      command(operations.leaveNode, async (context, { nodeId }) => {
        await remove(context, [nodeId]);
        context.hint(nodesTopic);
        return {};
      }),
    ],
  };
}

/**
 * Nodes that were silent for long are gone for good; a cluster cannot grow without bound.
 *
 * Nobody is woken for it: a node whose clock is far behind looks silent, comes back with its next
 * beat, and would be forgotten and woken again without end.
 */
async function forgetSilent(context: CommandContext, self: string): Promise<void> {
  const nodes: Nodes = context.store;
  const rows = await nodes
    .selectFrom('node')
    .select(['id', 'last_beat_at'])
    .where('id', '!=', self)
    .orderBy('last_beat_at', 'desc')
    .execute();
  const limit = context.clock.now() - clusterLimits.forgottenMs;
  const silent = rows.filter(
    ({ last_beat_at }, index) =>
      Number(last_beat_at) < limit || index >= clusterLimits.nodesMax - 1,
  );
  if (silent.length > 0)
    await remove(
      context,
      silent.map(({ id }) => id),
    );
}

async function remove(context: CommandContext, nodeIds: readonly string[]): Promise<void> {
  const nodes: Nodes = context.store;
  for (const nodeId of nodeIds) {
    await freeDuties(context.store, nodeId);
    const row = await nodes
      .deleteFrom('node')
      .where('id', '=', nodeId)
      .returning('name')
      .executeTakeFirst();
    if (row === undefined) continue;
    context.emit({ type: 'node.left', data: { nodeId, name: row.name } });
  }
}

/** A node whose first way of the bus is down hears only what is sent on the second. */
async function hasDeafPeer(nodes: Nodes, self: string, now: number): Promise<boolean> {
  const rows = await nodes
    .selectFrom('node')
    .select('bus')
    .where('id', '!=', self)
    .where('last_beat_at', '>=', now - clusterLimits.aliveMs)
    .execute();
  return rows.some(({ bus }) => {
    const lines: Node['bus'] = JSON.parse(bus);
    return lines.length > 1 && lines[0]?.isConnected === false;
  });
}

async function allNodes(nodes: Nodes, self: Node, now: number): Promise<Node[]> {
  const rows = await nodes.selectFrom('node').selectAll().where('id', '!=', self.id).execute();
  const duties = await nodes
    .selectFrom('duty')
    .selectAll()
    .where('expires_at', '>=', now)
    .execute();
  const others = rows.map((row) => {
    const held = duties.filter(({ holder }) => holder === row.id).map(({ name }) => name);
    return toNode(row, held, now);
  });
  return [self, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function toNode(row: Selectable<ClusterTables['node']>, duties: string[], now: number): Node {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    version: row.version,
    startedAt: toInstant(Number(row.started_at)),
    lastSeenAt: toInstant(Number(row.last_beat_at)),
    isAlive: now - Number(row.last_beat_at) <= clusterLimits.aliveMs,
    duties,
    bus: JSON.parse(row.bus),
  };
}

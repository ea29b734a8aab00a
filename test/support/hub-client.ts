import type { Client } from '@mosaic/client';
import { MosaicError } from '@mosaic/contract';
import type { TenantHub } from '../../packages/mcp/test/tenant-hub.ts';

/** What the way between a client and the hub does to one call. */
export type Fate = 'arrives' | 'request_lost' | 'reply_lost';

export interface Way {
  /** Asked before each call; may take its time. */
  fate(operation: string): Promise<Fate>;
}

const goodWay: Way = { fate: async () => 'arrives' };

/** A client that reaches a hub of this process over a way that may lose things. */
export function hubClient(hub: TenantHub, token: string, way: Way = goodWay): Client {
  const lost = () => new MosaicError('unavailable', 'The connection broke.');
  return {
    async call(operation, input, { idempotencyKey, signal } = {}) {
      const fate = await way.fate(operation.name);
      if (fate === 'request_lost') throw lost();
      const output = await hub.hub.call({
        operation: operation.name,
        input: JSON.parse(JSON.stringify(input)),
        token,
        surface: 'rest',
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        ...(signal ? { signal } : {}),
      });
      if (fate === 'reply_lost') throw lost();
      return JSON.parse(JSON.stringify(output));
    },
    async *stream(operation, input, { signal } = {}) {
      if ((await way.fate(operation.name)) !== 'arrives') throw lost();
      const items = await hub.hub.stream({
        operation: operation.name,
        input,
        token,
        surface: 'rest',
        ...(signal ? { signal } : {}),
      });
      for await (const item of items) yield JSON.parse(JSON.stringify(item));
    },
  };
}

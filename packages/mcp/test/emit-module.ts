import { EventType, operation } from '@mosaic/contract';
import { z } from 'zod';
import type { Module } from '../src/module.ts';
import type { Hub } from '../src/pipeline/create-backbone.ts';
import { command } from '../src/pipeline/handler.ts';

const Id = z.string().optional();

export const emitOperation = operation({
  name: 'emit.add',
  kind: 'command',
  summary: 'Emit events.',
  permission: 'task:work',
  input: z.object({
    events: z.array(
      z.object({
        type: EventType,
        projectId: Id,
        missionId: Id,
        taskId: Id,
        runId: Id,
        agentId: Id,
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    isRefused: z.boolean().default(false),
  }),
  output: z.object({}),
  errors: [],
  example: { events: [] },
});

/** Emits whatever events it is told, in one transaction. */
export const emitModule: Module = {
  name: 'emit',
  migrations: [],
  handlers: [
    command(emitOperation, async (context, { events, isRefused }) => {
      for (const event of events) context.emit(event as Parameters<typeof context.emit>[0]);
      if (isRefused) throw new Error('refused');
      return {};
    }),
  ],
};

export type EmittedEvent = z.input<typeof emitOperation.input>['events'][number];

export function emit({ hub }: { hub: Hub }, ...events: EmittedEvent[]): Promise<unknown> {
  return hub.system('emit').call(emitOperation, { events });
}

export function emitAndFail({ hub }: { hub: Hub }, ...events: EmittedEvent[]): Promise<unknown> {
  return hub.system('emit').call(emitOperation, { events, isRefused: true });
}

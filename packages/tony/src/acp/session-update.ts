import { z } from 'zod';

const content = z.object({ type: z.string(), text: z.string().optional() });
const location = z.object({ path: z.string() });
const toolCall = {
  toolCallId: z.string(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  locations: z.array(location).nullish(),
  content: z.array(z.object({ type: z.string(), path: z.string().optional() })).nullish(),
  rawInput: z.unknown().optional(),
};

/** A tool call as far as it is read here. */
export type ToolCallFacts = z.output<z.ZodObject<typeof toolCall>>;

/**
 * The updates that are read here, and of them only the fields that are used.
 *
 * Agents send more kinds than this, and newer ones; those are passed over. Parsing them here
 * rather than by the SDK lets broken ones pass without a word.
 */
export const SessionUpdate = z.discriminatedUnion('sessionUpdate', [
  z.object({ sessionUpdate: z.literal('agent_message_chunk'), content }),
  z.object({ sessionUpdate: z.literal('agent_thought_chunk'), content }),
  z.object({ sessionUpdate: z.literal('tool_call'), ...toolCall }),
  z.object({ sessionUpdate: z.literal('tool_call_update'), ...toolCall }),
  z.object({
    sessionUpdate: z.literal('usage_update'),
    used: z.number().min(0),
    size: z.number().min(0),
  }),
  z.object({ sessionUpdate: z.literal('compaction_update'), status: z.string() }),
  z.object({ sessionUpdate: z.literal('notice'), title: z.string() }),
]);

export type SessionUpdate = z.output<typeof SessionUpdate>;

const Notification = z.object({ update: SessionUpdate });

/** Null for an update that is broken or not read here. */
export function readUpdate(params: unknown): SessionUpdate | null {
  return Notification.safeParse(params).data?.update ?? null;
}

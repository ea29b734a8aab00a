import { z } from 'zod';

/** What each prefix names; the prefix is part of the id everywhere, also in the store. */
export const idPrefixes = {
  project: 'prj',
  mission: 'msn',
  task: 'tsk',
  run: 'run',
  evidence: 'evd',
  agent: 'agt',
  handoff: 'hnd',
  token: 'tok',
  request: 'req',
  message: 'msg',
  delivery: 'dlv',
  schedule: 'sch',
  session: 'ses',
  hold: 'hld',
  node: 'nod',
  plan: 'pln',
  context: 'ctx',
} as const;

export type IdKind = keyof typeof idPrefixes;

function idSchema(kind: IdKind) {
  const prefix = idPrefixes[kind];
  return z
    .string()
    .regex(
      new RegExp(`^${prefix}_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`),
      `must be a ${kind} id such as ${prefix}_0190b5c8-6c1f-7000-8000-000000000000`,
    );
}

export const ProjectId = idSchema('project');
export const MissionId = idSchema('mission');
export const TaskId = idSchema('task');
export const RunId = idSchema('run');
export const EvidenceId = idSchema('evidence');
export const AgentId = idSchema('agent');
export const HandoffId = idSchema('handoff');
export const MessageId = idSchema('message');
export const DeliveryId = idSchema('delivery');
export const ScheduleId = idSchema('schedule');
export const SessionId = idSchema('session');
export const HoldId = idSchema('hold');
export const NodeId = idSchema('node');
export const PlanId = idSchema('plan');
export const ContextId = idSchema('context');

/**
 * Builds a prefixed UUIDv7 (RFC 9562 §5.7) from a time and ten random bytes.
 *
 * Both come in as parameters so that simulated runs repeat exactly.
 */
export function formatId(kind: IdKind, epochMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new RangeError('formatId needs 10 random bytes');
  const bytes = new Uint8Array(16);
  let rest = epochMs;
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ];
  return `${idPrefixes[kind]}_${uuid.join('-')}`;
}

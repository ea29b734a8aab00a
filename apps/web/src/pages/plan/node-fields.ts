import type {
  PlanAgentType,
  PlanNode,
  PlanNodePatch,
  PlanPriority,
  TaskType,
} from '@mosaic/contract';

/** What the form of a node holds: text as typed. */
export interface NodeFields {
  title: string;
  description: string;
  minutes: string;
  minutesLow: string;
  minutesHigh: string;
  tokens: string;
  taskType: string;
  agentType: string;
  priority: string;
  risk: string;
  /** One a line. */
  completionCriteria: string;
  acceptanceCriteria: string;
  files: string;
}

export function fieldsOf(node: PlanNode): NodeFields {
  const { estimate } = node;
  const number = (value: number | null | undefined) => (value == null ? '' : String(value));
  return {
    title: node.title,
    description: node.description,
    minutes: number(estimate?.minutes),
    minutesLow: number(estimate?.minutesLow),
    minutesHigh: number(estimate?.minutesHigh),
    tokens: number(estimate?.tokens),
    taskType: node.taskType ?? '',
    agentType: node.agentType ?? '',
    priority: node.priority,
    risk: node.risk,
    completionCriteria: node.completionCriteria.join('\n'),
    acceptanceCriteria: node.acceptanceCriteria.join('\n'),
    files: node.files.join('\n'),
  };
}

/** Only what was changed, so that somebody else's change to another field stays. */
export function changedFields(old: NodeFields, now: NodeFields): PlanNodePatch {
  const has = (...names: (keyof NodeFields)[]) => names.some((name) => old[name] !== now[name]);
  return {
    ...(has('title') ? { title: now.title.trim() } : {}),
    ...(has('description') ? { description: now.description } : {}),
    ...(has('minutes', 'minutesLow', 'minutesHigh', 'tokens') ? { estimate: estimateOf(now) } : {}),
    ...(has('taskType') ? { taskType: (now.taskType as TaskType) || null } : {}),
    ...(has('agentType') ? { agentType: (now.agentType as PlanAgentType) || null } : {}),
    ...(has('priority') ? { priority: now.priority as PlanPriority } : {}),
    ...(has('risk') ? { risk: now.risk as PlanNode['risk'] } : {}),
    ...(has('completionCriteria') ? { completionCriteria: linesOf(now.completionCriteria) } : {}),
    ...(has('acceptanceCriteria') ? { acceptanceCriteria: linesOf(now.acceptanceCriteria) } : {}),
    ...(has('files') ? { files: linesOf(now.files) } : {}),
  };
}

/** What is wrong with a form before the hub is asked, by field. */
export function fieldProblemsOf(now: NodeFields): Partial<Record<keyof NodeFields, string>> {
  const isWrong = (text: string) => text.trim() !== '' && !(Number(text) > 0);
  const low = Number(now.minutesLow || now.minutes);
  const high = Number(now.minutesHigh || now.minutes);
  const minutes = Number(now.minutes);
  const hasMore = [now.minutesLow, now.minutesHigh, now.tokens].some((text) => text.trim() !== '');
  const tokens = Number(now.tokens);
  return {
    ...(now.title.trim() === '' ? { title: 'Give it a title' } : {}),
    ...(isWrong(now.minutes) || (now.minutes.trim() === '' && hasMore)
      ? { minutes: 'Give the likely minutes' }
      : {}),
    ...(isWrong(now.minutesLow) || low > minutes ? { minutesLow: 'At most the likely ones' } : {}),
    ...(isWrong(now.minutesHigh) || high < minutes
      ? { minutesHigh: 'At least the likely ones' }
      : {}),
    ...(now.tokens.trim() !== '' && !(Number.isInteger(tokens) && tokens >= 0)
      ? { tokens: 'A whole number, or nothing if unknown' }
      : {}),
  };
}

function estimateOf(now: NodeFields): NonNullable<PlanNode['estimate']> | null {
  if (now.minutes.trim() === '') return null;
  return {
    minutes: Number(now.minutes),
    ...(now.minutesLow.trim() === '' ? {} : { minutesLow: Number(now.minutesLow) }),
    ...(now.minutesHigh.trim() === '' ? {} : { minutesHigh: Number(now.minutesHigh) }),
    tokens: now.tokens.trim() === '' ? null : Number(now.tokens),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

import type { PlanEstimate, PlanNode, PlanNodePatch } from '@mosaic/contract';

/** What was typed as a title; null where nothing changed or nothing is left. */
export function changedTitle(text: string, { title: old }: PlanNode): PlanNodePatch | null {
  const title = text.trim();
  return title === '' || title === old ? null : { title };
}

/** What was typed as minutes; bounds that would no longer enclose them are dropped. */
export function changedMinutes(text: string, { estimate: old }: PlanNode): PlanNodePatch | null {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes > 0) || minutes === old?.minutes) return null;
  const estimate: PlanEstimate = { minutes, tokens: old?.tokens ?? null };
  const { minutesLow = 0, minutesHigh = Number.POSITIVE_INFINITY } = old ?? {};
  if (minutes < minutesLow || minutes > minutesHigh) return { estimate };
  return { estimate: { ...old, ...estimate } };
}

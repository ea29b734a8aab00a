import { type PlanEdit, PlanNodeFields, planLevels } from '@mosaic/contract';
import { levelNumber } from './outline.ts';

/** Minutes a new atomic is given until somebody knows better; atomics take 15 to 30. */
const firstMinutes = 20;

/** Adds an untitled node below another one, or an epic where that is null; null below an atomic. */
export function addChild(parentId: string | null): PlanEdit | null {
  const level = planLevels[parentId === null ? 0 : levelNumber(parentId) + 1];
  if (level === undefined) return null;
  const node = PlanNodeFields.parse({
    title: `New ${level}`,
    ...(level === 'atomic' ? { estimate: { minutes: firstMinutes } } : {}),
  });
  return { kind: 'add', parentId, node };
}

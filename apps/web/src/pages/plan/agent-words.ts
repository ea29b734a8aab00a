import type { PlanAgentType } from '@mosaic/contract';
import { formatLabel } from '../../format/label.ts';

/** `backend-agent` → `Backend`. */
export function agentWords(type: PlanAgentType): string {
  return formatLabel(type.replace(/-agent$/, ''));
}

/** State of the list of plans that belongs to its address. */
export interface PlansSearch {
  /** Whether the form for a new plan is open. */
  new?: 'plan';
}

export function parsePlansSearch(raw: Record<string, unknown>): PlansSearch {
  return raw.new === 'plan' ? { new: 'plan' } : {};
}

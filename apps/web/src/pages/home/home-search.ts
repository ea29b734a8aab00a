/** State of the home page that belongs to its address. */
export interface HomeSearch {
  /** Which form is open. */
  new?: 'mission' | 'project';
}

export function parseHomeSearch(raw: Record<string, unknown>): HomeSearch {
  return raw.new === 'mission' || raw.new === 'project' ? { new: raw.new } : {};
}

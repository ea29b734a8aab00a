/** The programs of a review, each able to run alone. */
export type ToolName = 'biome' | 'typescript' | 'secretlint' | 'knip' | 'audit' | 'tests';

/** One place where one rule is broken, as a tool reported it. */
export interface Hit {
  /** Such as `lint/suspicious/noDebugger`, `typescript/TS2322` or `dependency/unused`. */
  rule: string;
  /** Relative to the repository, with forward slashes. */
  path: string;
  line: number | null;
  /** One printable line. Never contains the secret it is about. */
  message: string;
  /** Name of the dependency, export or function concerned; null where the place says it all. */
  symbol: string | null;
}

/** What one tool found, and what it could not look at. */
export interface ToolReport {
  tool: ToolName;
  /** False when nothing at all can be concluded from an absence of hits. */
  hasRun: boolean;
  hits: Hit[];
  /** Plain sentences for people about what was not checked, and why. */
  notes: string[];
  /** Files it was given and could not analyse: silence about them proves nothing. */
  unreadable: string[];
}

export function emptyReport(tool: ToolName): ToolReport {
  return { tool, hasRun: true, hits: [], notes: [], unreadable: [] };
}

/** The report of a tool that could not run. */
export function notRun(tool: ToolName, note: string): ToolReport {
  return { tool, hasRun: false, hits: [], notes: [note], unreadable: [] };
}

import { z } from 'zod';

/** Highest first; the order decides the phase. */
export const severities = ['critical', 'high', 'medium', 'low'] as const;
export const Severity = z.enum(severities);

/** One defect of a review report, as far as it could be read. */
export const Finding = z.object({
  /** As printed in the report, for example `SEC-API-1`. */
  id: z.string(),
  severity: Severity,
  title: z.string(),
  /** What the report says below the heading, shortened. */
  body: z.string(),
  files: z.array(z.object({ path: z.string(), line: z.int().min(1).nullable() })),
  /** Report file it stands in, relative to the repository. */
  source: z.string(),
  /** Rule of the tool that found it, such as `lint/suspicious/noDoubleEquals`; null for prose. */
  rule: z.string().nullable(),
  /** Command that exits 0 once the finding is gone; null when only people can tell. */
  check: z.string().nullable(),
});

export type Severity = z.output<typeof Severity>;
export type Finding = z.output<typeof Finding>;

import { z } from 'zod';

/** What stands above every page of the guide. Further fields are mistakes. */
const Frontmatter = z.strictObject({
  title: z.string().min(1),
  order: z.coerce.number().int().min(1),
  category: z.string().min(1),
  tags: z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1),
  last_updated: z.iso.date(),
  author: z.string().min(1),
  version: z.string().optional(),
  status: z.string().optional(),
  deprecated: z.enum(['true', 'false']).optional(),
  redirect_to: z.string().optional(),
  toc: z.enum(['true', 'false']).optional(),
  search_exclude: z.enum(['true', 'false']).optional(),
});

export type Frontmatter = z.output<typeof Frontmatter>;

/**
 * Reads the lines between the two `---`: `key: value` and `key: [a, b]`, nothing else of YAML.
 *
 * Returns what is wrong instead of throwing, so that one test names all of it.
 */
export function readFrontmatter(
  text: string,
): { facts: Frontmatter; body: string } | { problem: string } {
  const match = /^---\n([\s\S]*?)\n---\n/.exec(text);
  if (match === null) return { problem: 'has no frontmatter' };
  const fields: Record<string, unknown> = {};
  for (const line of (match[1] ?? '').split('\n')) {
    const field = /^([a-z_]+): (.+)$/.exec(line);
    const [, key, value] = field ?? [];
    if (key === undefined || value === undefined) return { problem: `cannot read "${line}"` };
    if (key in fields) return { problem: `${key} stands twice` };
    const list = /^\[(.*)\]$/.exec(value);
    fields[key] = list === null ? value : (list[1] ?? '').split(',').map((tag) => tag.trim());
  }
  const parsed = Frontmatter.safeParse(fields);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: `${issue?.path.join('.')}: ${issue?.message}` };
  }
  return { facts: parsed.data, body: text.slice(match[0].length) };
}

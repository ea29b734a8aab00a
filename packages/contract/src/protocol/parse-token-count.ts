/** More than any model can use in one task; larger claims are typing errors. */
const tokensMax = 1_000_000_000;

/**
 * Reads a token count as agents and `docs/tasks.md` write it: `5.2K`, `12k tokens`,
 * `1,234`, `0.5M`, `5200` or a number. Null for anything else: unknown is never 0.
 */
export function parseTokenCount(text: string | number | null | undefined): number | null {
  if (typeof text === 'number') return whole(text);
  if (typeof text !== 'string' || text.length > 40) return null;
  const match = /^~?\s*(\d{1,12}(?:\.\d{1,6})?)\s*([km])?(?:\s*tokens?)?$/i.exec(
    text.trim().replaceAll(/(?<=\d)[,_](?=\d{3})/g, ''),
  );
  if (match === null) return null;
  const unit = { k: 1_000, m: 1_000_000 }[match[2]?.toLowerCase() ?? ''] ?? 1;
  return whole(Number(match[1]) * unit);
}

function whole(tokens: number): number | null {
  const rounded = Math.round(tokens);
  return rounded >= 0 && rounded <= tokensMax ? rounded : null;
}

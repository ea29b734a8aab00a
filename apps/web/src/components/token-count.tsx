import { formatTokens } from '../format/tokens.ts';
import { Unknown } from './unknown.tsx';

/** Tokens with the exact number in the title; what nobody told is a dash. */
export function TokenCount({ tokens }: { tokens: number | null }) {
  if (tokens === null) return <Unknown label="unknown" />;
  return <span title={`${tokens.toLocaleString('en')} tokens`}>{formatTokens(tokens)}</span>;
}

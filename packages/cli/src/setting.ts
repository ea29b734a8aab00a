import { z } from 'zod';

/** One setting: its variable, what it may be, one sentence, its default. */
export interface Setting<Schema extends z.ZodType> {
  readonly variable: string;
  readonly schema: Schema;
  readonly sentence: string;
  readonly fallback: string | undefined;
  /** Never shown, not even when it is wrong. */
  readonly isSecret: boolean;
}

export function setting<Schema extends z.ZodType>(
  variable: string,
  schema: Schema,
  sentence: string,
  fallback?: string,
): Setting<Schema> {
  return { variable, schema, sentence, fallback, isSecret: false };
}

/** A setting that holds a secret, or an address with a password in it. */
export function secretSetting<Schema extends z.ZodType>(
  variable: string,
  schema: Schema,
  sentence: string,
): Setting<Schema> {
  return { variable, schema, sentence, fallback: undefined, isSecret: true };
}

export const flag = z
  .enum(['1', 'true', 'yes', '0', 'false', 'no'])
  .transform((text) => ['1', 'true', 'yes'].includes(text));

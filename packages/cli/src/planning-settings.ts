import { MosaicError } from '@mosaic/contract';
import { z } from 'zod';
import { secretSetting, setting } from './setting.ts';

/** Settings of the model that plans; without them plans are made from templates. */
export const planningSettings = {
  planningProvider: setting(
    'MOSAIC_PLANNING_PROVIDER',
    z.enum(['openai-compatible', 'anthropic', 'ollama']).optional(),
    'Kind of server whose model plans; templates do when not set.',
  ),
  planningModel: setting(
    'MOSAIC_PLANNING_MODEL',
    z.string().max(200).optional(),
    'Name of the model that plans, as its server knows it.',
  ),
  planningBaseUrl: secretSetting(
    'MOSAIC_PLANNING_BASE_URL',
    z.url({ protocol: /^https?$/ }).optional(),
    'Address of that server, such as http://127.0.0.1:11434/v1; the usual one when not set.',
  ),
  planningApiKey: secretSetting(
    'MOSAIC_PLANNING_API_KEY',
    z.string().optional(),
    'Key for that server.',
  ),
  planningTokens: setting(
    'MOSAIC_PLANNING_TOKENS',
    z.coerce.number().int().min(10_000).max(100_000_000),
    'Tokens that planning one goal may cost.',
    '1000000',
  ),
} as const;

/** The model that plans, as the operator set it. */
export interface PlanningConfig {
  readonly provider: 'openai-compatible' | 'anthropic' | 'ollama';
  readonly model: string;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  readonly tokens: number;
}

interface Given {
  readonly provider: PlanningConfig['provider'] | undefined;
  readonly model: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly tokens: number;
}

/**
 * Null where no model is set. Half of the settings are refused rather than passed over: who sets
 * one wants a model.
 */
export function planningConfig({
  provider,
  model,
  baseUrl,
  apiKey,
  tokens,
}: Given): PlanningConfig | null {
  const needed = {
    MOSAIC_PLANNING_PROVIDER: provider,
    MOSAIC_PLANNING_MODEL: model,
    MOSAIC_PLANNING_BASE_URL: provider === 'openai-compatible' ? baseUrl : 'usual',
    MOSAIC_PLANNING_API_KEY: provider === 'anthropic' ? apiKey : 'none',
  };
  const isAnySet = [provider, model, baseUrl, apiKey].some((value) => value !== undefined);
  if (!isAnySet) return null;
  const missing = Object.entries(needed).find(([, value]) => value === undefined)?.[0];
  if (provider === undefined || model === undefined || missing !== undefined) {
    throw new MosaicError(
      'invalid_input',
      `A model for planning is set in part: ${missing} is missing. Set it, or none of MOSAIC_PLANNING_…`,
    );
  }
  return { provider, model, baseUrl: baseUrl ?? null, apiKey: apiKey ?? null, tokens };
}

import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { MosaicError } from '@mosaic/contract';
import type { LanguageModel } from 'ai';
import { guardedFetch } from './guarded-fetch.ts';
import { modelLimits } from './model-limits.ts';
import type { ModelProvider, PlanningModelSettings } from './model-settings.ts';

export type { ModelProvider, PlanningModelSettings };

export interface PlanningModel {
  /** As plans name their source, such as `ollama/qwen3`. */
  readonly name: string;
  readonly model: LanguageModel;
  readonly structured: 'schema' | 'json';
  readonly retries: number;
  /** Requests sent so far, retries included. */
  readonly requests: () => number;
  /** Takes the key out of a text before anybody sees it. */
  readonly redact: (text: string) => string;
}

const usualUrls: Readonly<Record<ModelProvider, string | null>> = {
  'openai-compatible': null,
  anthropic: 'https://api.anthropic.com/v1',
  ollama: 'http://127.0.0.1:11434/v1',
};

/**
 * Prepares a model for planning; no request is made yet. Throws `invalid_input` for settings that
 * cannot work, saying what is missing. The environment is never looked at.
 */
export function createPlanningModel(settings: PlanningModelSettings): PlanningModel {
  const { provider, model, apiKey } = settings;
  if (model.trim() === '') throw invalid('The name of the model is empty. Set one.');
  const baseUrl = checkedUrl(settings);
  const guarded = guardedFetch(baseUrl);
  return {
    name: `${provider}/${model}`,
    model: languageModel(settings, baseUrl, guarded.fetch),
    structured: settings.structured ?? 'schema',
    retries: settings.retries ?? modelLimits.retriesMax,
    requests: guarded.requests,
    redact: (text) =>
      apiKey === null || apiKey.length < 4 ? text : text.replaceAll(apiKey, '(key)'),
  };
}

function languageModel(
  { provider, model, apiKey, structured }: PlanningModelSettings,
  baseURL: string,
  fetch: typeof globalThis.fetch,
): LanguageModel {
  if (provider === 'anthropic') {
    if (apiKey === null || apiKey === '') {
      throw invalid('Anthropic needs an API key. Set one, or choose another provider.');
    }
    return createAnthropic({ baseURL, apiKey, fetch })(model);
  }
  return createOpenAICompatible({
    name: provider,
    baseURL,
    fetch,
    supportsStructuredOutputs: structured !== 'json',
    ...(apiKey === null ? {} : { apiKey }),
  })(model);
}

function checkedUrl({ provider, baseUrl }: PlanningModelSettings): string {
  const given = (baseUrl ?? usualUrls[provider] ?? '').trim().replace(/\/+$/, '');
  if (given === '') throw invalid(`A model of the kind ${provider} needs a base URL. Set one.`);
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw invalid('The base URL of the model is not of the form http://host:port/path.');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid('The base URL of the model holds a password. Set it as the API key instead.');
  }
  return provider === 'ollama' && !url.pathname.endsWith('/v1') ? `${given}/v1` : given;
}

function invalid(message: string): MosaicError {
  return new MosaicError('invalid_input', message);
}

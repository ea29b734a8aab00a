export const modelProviders = ['openai-compatible', 'anthropic', 'ollama'] as const;
export type ModelProvider = (typeof modelProviders)[number];

/** Which model plans. Comes from the operator's configuration only, never from a caller. */
export interface PlanningModelSettings {
  readonly provider: ModelProvider;
  /** Such as `http://127.0.0.1:11434/v1`; null for the usual address of Anthropic and Ollama. */
  readonly baseUrl: string | null;
  readonly model: string;
  /** Null for servers that ask for none. */
  readonly apiKey: string | null;
  /** `schema` asks the server to keep answers to a JSON schema, `json` only for JSON. */
  readonly structured?: 'schema' | 'json' | undefined;
  /** Further requests after 429, 5xx and broken connections; 3 where left out. */
  readonly retries?: number | undefined;
}

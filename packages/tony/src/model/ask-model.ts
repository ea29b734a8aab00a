import {
  APICallError,
  generateText,
  jsonSchema,
  type LanguageModelUsage,
  NoObjectGeneratedError,
  NoOutputGeneratedError,
  Output,
  RetryError,
} from 'ai';
import { plainLine } from '../sources/plain-line.ts';
import { type Answer, answerJsonSchema, answerOf } from './answer-schema.ts';
import { modelLimits } from './model-limits.ts';
import type { PlanningModel } from './planning-model.ts';

export interface Question {
  readonly instructions: string;
  readonly prompt: string;
  /** Levels of the nodes asked for, from the top. */
  readonly levels: readonly string[];
  readonly tokensMax: number;
}

/** What a server turned out not to understand; learned from its refusals and kept for one planning. */
export interface ModelQuirks {
  structured: 'schema' | 'json';
  takesTokensMax: boolean;
}

/** Tokens of one call; null where the server did not say. */
export interface CallUsage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export type Reply =
  | { kind: 'answer'; answer: Answer; usage: CallUsage }
  /** The model answered, but with nothing that can be used. */
  | { kind: 'unusable'; reason: string; usage: CallUsage }
  /** No answer came; `isFinal` where asking again is no use. */
  | { kind: 'failed'; reason: string; isFinal: boolean }
  /** The server refused a part of the request; it is left out from now on. */
  | { kind: 'adjusted' }
  | { kind: 'aborted' };

const unknownUsage: CallUsage = { inputTokens: null, outputTokens: null };

/** Asks the model once. Failures are values; nothing is thrown. */
export async function askModel(
  model: PlanningModel,
  question: Question,
  quirks: ModelQuirks,
  signal: AbortSignal,
): Promise<Reply> {
  let usage = unknownUsage;
  try {
    const schema = jsonSchema<unknown>(answerJsonSchema(question.levels));
    const result = await generateText({
      model: model.model,
      instructions: question.instructions,
      prompt: question.prompt,
      output:
        quirks.structured === 'schema'
          ? Output.object({ schema, name: 'plan_nodes' })
          : Output.json({ name: 'plan_nodes' }),
      ...(quirks.takesTokensMax ? { maxOutputTokens: question.tokensMax } : {}),
      maxRetries: model.retries,
      timeout: modelLimits.answerMs,
      abortSignal: signal,
    });
    usage = usageOf(result.usage);
    return checked(result.output, question.levels.length, usage);
  } catch (error) {
    if (signal.aborted) return { kind: 'aborted' };
    if (NoObjectGeneratedError.isInstance(error)) return fromText(error, question.levels.length);
    if (NoOutputGeneratedError.isInstance(error)) {
      return { kind: 'unusable', reason: 'The answer was empty.', usage };
    }
    return failure(model, error, quirks);
  }
}

function usageOf(usage: LanguageModelUsage | undefined): CallUsage {
  return { inputTokens: usage?.inputTokens ?? null, outputTokens: usage?.outputTokens ?? null };
}

function checked(value: unknown, depth: number, usage: CallUsage): Reply {
  const parsed = answerOf(depth).safeParse(value);
  if (parsed.success) return { kind: 'answer', answer: parsed.data, usage };
  const places = parsed.error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'answer'}: ${message}`);
  return { kind: 'unusable', reason: `The answer has the wrong form. ${places.join('; ')}`, usage };
}

/** An answer that is no JSON as it stands: JSON in a fence or between words is still taken. */
function fromText(error: NoObjectGeneratedError, depth: number): Reply {
  const usage = usageOf(error.usage);
  const text = error.text ?? '';
  if (error.finishReason === 'length') {
    const reason = 'The answer was cut off at its limit of tokens. Answer with fewer words.';
    return { kind: 'unusable', reason, usage };
  }
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  const inner = start >= 0 && end > start ? parsedOrNull(text.slice(start, end + 1)) : null;
  if (inner !== null) return checked(inner, depth, usage);
  const said = plainLine(text, modelLimits.excerptCharsMax);
  const what =
    error.finishReason === 'content-filter' ? 'The model declined' : 'The answer is no JSON';
  return { kind: 'unusable', reason: said === '' ? `${what}.` : `${what}: “${said}”`, usage };
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failure(model: PlanningModel, thrown: unknown, quirks: ModelQuirks): Reply {
  const error = RetryError.isInstance(thrown) ? thrown.lastError : thrown;
  if (!APICallError.isInstance(error)) {
    const isTimeout = error instanceof Error && /abort|timeout/i.test(error.name);
    const said = error instanceof Error ? error.message : String(error);
    const reason = isTimeout
      ? `The model did not answer within ${modelLimits.answerMs / 1_000} seconds.`
      : `The model cannot be asked: ${plainLine(model.redact(said), modelLimits.excerptCharsMax)}`;
    return { kind: 'failed', reason, isFinal: false };
  }
  const body = error.responseBody ?? '';
  const status = error.statusCode ?? null;
  if (status === 400 || status === 422) {
    if (quirks.structured === 'schema' && /response_format|json_schema|output_config/i.test(body)) {
      quirks.structured = 'json';
      return { kind: 'adjusted' };
    }
    if (quirks.takesTokensMax && /max_tokens/i.test(body)) {
      quirks.takesTokensMax = false;
      return { kind: 'adjusted' };
    }
  }
  const said = plainLine(model.redact(error.message), modelLimits.excerptCharsMax);
  const isFinal =
    status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return {
    kind: 'failed',
    reason:
      status === null
        ? `The model's server cannot be reached: ${said}`
        : `The model's server answered ${status}: ${said}`,
    isFinal,
  };
}

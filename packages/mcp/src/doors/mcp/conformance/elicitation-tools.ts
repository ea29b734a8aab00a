import {
  type ElicitInputParams,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { type FixtureTool, fixtureTool, text } from './fixture-tool.ts';

/**
 * Tools that ask the user or the model of the client something.
 *
 * Written once as `input_required`: a client of 2026-07-28 is asked by that result, an older
 * one by a request on its session.
 */
export const elicitationTools: readonly FixtureTool[] = [
  fixtureTool(
    'test_sampling',
    async (args, ctx) => {
      const answer = inputResponse(ctx.mcpReq.inputResponses, 'completion');
      if (answer.kind === 'sampling') return text(`LLM response: ${textOf(answer.result.content)}`);
      const prompt = { type: 'text', text: String(args.prompt) } as const;
      const question = inputRequired.createMessage({
        messages: [{ role: 'user', content: prompt }],
        maxTokens: 100,
      });
      return inputRequired({ inputRequests: { completion: question } });
    },
    { prompt: { type: 'string' } },
  ),
  fixtureTool(
    'test_elicitation',
    (args, ctx) =>
      ask(ctx, 'User response', {
        message: String(args.message),
        requestedSchema: {
          type: 'object',
          properties: { username: { type: 'string' }, email: { type: 'string' } },
          required: ['username', 'email'],
        },
      }),
    { message: { type: 'string' } },
  ),
  fixtureTool('test_streaming_elicitation', (_args, ctx) =>
    ask(ctx, 'User response', {
      message: 'Please confirm',
      requestedSchema: {
        type: 'object',
        properties: { ok: { type: 'boolean' } },
        required: ['ok'],
      },
    }),
  ),
  fixtureTool('test_elicitation_sep1034_defaults', (_args, ctx) =>
    ask(ctx, 'Elicitation completed', {
      message: 'Please review the form fields with defaults',
      requestedSchema: {
        type: 'object',
        properties: {
          name: { type: 'string', default: 'John Doe' },
          age: { type: 'integer', default: 30 },
          score: { type: 'number', default: 95.5 },
          status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
          verified: { type: 'boolean', default: true },
        },
      },
    }),
  ),
  fixtureTool('test_elicitation_sep1330_enums', (_args, ctx) =>
    ask(ctx, 'Elicitation completed', {
      message: 'Please select options from the enum fields',
      requestedSchema: { type: 'object', properties: enumVariants() },
    }),
  ),
];

/** SEP-1330: every way to write an enum. */
function enumVariants() {
  const options = ['option1', 'option2', 'option3'];
  return {
    untitledSingle: { type: 'string' as const, enum: options },
    titledSingle: {
      type: 'string' as const,
      oneOf: [
        { const: 'value1', title: 'First Option' },
        { const: 'value2', title: 'Second Option' },
        { const: 'value3', title: 'Third Option' },
      ],
    },
    legacyEnum: {
      type: 'string' as const,
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array' as const, items: { type: 'string' as const, enum: options } },
    titledMulti: {
      type: 'array' as const,
      items: {
        anyOf: [
          { const: 'value1', title: 'First Choice' },
          { const: 'value2', title: 'Second Choice' },
          { const: 'value3', title: 'Third Choice' },
        ],
      },
    },
  };
}

async function ask(ctx: ServerContext, label: string, question: ElicitInputParams) {
  const answer = inputResponse(ctx.mcpReq.inputResponses, 'answer');
  if (answer.kind === 'elicit') {
    const given = JSON.stringify(answer.content ?? {});
    return text(`${label}: action=${answer.action}, content=${given}`);
  }
  return inputRequired({ inputRequests: { answer: inputRequired.elicit(question) } });
}

function textOf(content: unknown): string {
  const block: unknown = Array.isArray(content) ? content[0] : content;
  const isText = typeof block === 'object' && block !== null && 'text' in block;
  return isText ? String(block.text) : '';
}

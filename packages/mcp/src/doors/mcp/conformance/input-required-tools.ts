import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  MissingRequiredClientCapabilityError,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { isObject, type JsonObject } from '../strict-json.ts';
import { type FixtureTool, fixtureTool, text } from './fixture-tool.ts';

const askName = form('What is your name?', 'name');
const askRoots = inputRequired.listRoots();

/**
 * Tools that need several round trips (SEP-2322).
 *
 * State that travels through the client is signed by `codec`; the server refuses
 * what was changed before a tool sees it.
 */
export function inputRequiredTools(codec: RequestStateCodec<string>): readonly FixtureTool[] {
  return [
    fixtureTool('test_input_required_result_elicitation', async (_args, { mcpReq }) => {
      const name = accepted(mcpReq.inputResponses, 'user_name')?.name;
      if (typeof name === 'string') return text(`Hello, ${name}!`);
      return inputRequired({ inputRequests: { user_name: askName } });
    }),
    fixtureTool('test_input_required_result_sampling', async (_args, { mcpReq }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'capital_question');
      if (answer.kind === 'sampling') return text(JSON.stringify(answer.result.content));
      const capital_question = sampling('What is the capital of France?', 100);
      return inputRequired({ inputRequests: { capital_question } });
    }),
    fixtureTool('test_input_required_result_list_roots', async (_args, { mcpReq }) => {
      const answer = inputResponse(mcpReq.inputResponses, 'client_roots');
      if (answer.kind === 'roots') return text(answer.roots.map(({ uri }) => uri).join(' '));
      return inputRequired({ inputRequests: { client_roots: askRoots } });
    }),
    stateful('test_input_required_result_request_state', codec),
    stateful('test_input_required_result_tampered_state', codec),
    multipleInputs(codec),
    multiRound(codec),
    capabilities(),
    missingCapability(),
  ];
}

function stateful(name: string, codec: RequestStateCodec<string>): FixtureTool {
  return fixtureTool(name, async (_args, { mcpReq }) => {
    const isConfirmed = accepted(mcpReq.inputResponses, 'confirm') !== undefined;
    if (isConfirmed && mcpReq.requestState<string>() === name) return text('state-ok');
    const confirm = form('Please confirm', 'ok', 'boolean');
    return inputRequired({ inputRequests: { confirm }, requestState: await codec.mint(name) });
  });
}

function multipleInputs(codec: RequestStateCodec<string>): FixtureTool {
  return fixtureTool('test_input_required_result_multiple_inputs', async (_args, { mcpReq }) => {
    const answers = ['user_name', 'greeting', 'client_roots'].map(
      (key) => inputResponse(mcpReq.inputResponses, key).kind,
    );
    if (!answers.includes('missing') && mcpReq.requestState() === 'multiple') return text('done');
    const greeting = sampling('Generate a greeting', 50);
    return inputRequired({
      inputRequests: { user_name: askName, greeting, client_roots: askRoots },
      requestState: await codec.mint('multiple'),
    });
  });
}

function multiRound(codec: RequestStateCodec<string>): FixtureTool {
  return fixtureTool('test_input_required_result_multi_round', async (_args, { mcpReq }) => {
    const state = mcpReq.requestState<string>();
    if (state === 'round-2' && accepted(mcpReq.inputResponses, 'step2')) return text('done');
    if (state === 'round-1' && accepted(mcpReq.inputResponses, 'step1')) {
      const step2 = form('Step 2: What is your favorite color?', 'color');
      return inputRequired({ inputRequests: { step2 }, requestState: await codec.mint('round-2') });
    }
    const step1 = form('Step 1: What is your name?', 'name');
    return inputRequired({ inputRequests: { step1 }, requestState: await codec.mint('round-1') });
  });
}

/** Asks only by the means that the client declared. */
function capabilities(): FixtureTool {
  return fixtureTool('test_input_required_result_capabilities', async (_args, { mcpReq }) => {
    if (Object.keys(mcpReq.inputResponses ?? {}).length > 0) return text('done');
    const declared = declaredCapabilities(mcpReq);
    return inputRequired({
      inputRequests: {
        ...(isObject(declared.sampling) && { by_sampling: sampling('Pick a name', 50) }),
        ...(isObject(declared.elicitation) && { by_elicitation: askName }),
      },
    });
  });
}

function missingCapability(): FixtureTool {
  return fixtureTool('test_missing_capability', async (_args, { mcpReq }) => {
    if (declaredCapabilities(mcpReq).sampling) return text('The client declared sampling.');
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  });
}

function declaredCapabilities({ envelope }: ServerContext['mcpReq']): JsonObject {
  const declared = ((envelope ?? {}) as JsonObject)[CLIENT_CAPABILITIES_META_KEY];
  return isObject(declared) ? declared : {};
}

/** Asks for one required field. */
export function form(message: string, field: string, type: 'string' | 'boolean' = 'string') {
  const requestedSchema = { type: 'object', properties: { [field]: { type } }, required: [field] };
  return inputRequired.elicit({ message, requestedSchema } as Parameters<
    typeof inputRequired.elicit
  >[0]);
}

/** The form the user sent in answer to `key`, if there is one. */
export function accepted(
  responses: Record<string, unknown> | undefined,
  key: string,
): Record<string, unknown> | undefined {
  const answer = inputResponse(responses, key);
  return answer.kind === 'elicit' && answer.action === 'accept' ? answer.content : undefined;
}

function sampling(question: string, maxTokens: number) {
  const content = { type: 'text', text: question } as const;
  return inputRequired.createMessage({ messages: [{ role: 'user', content }], maxTokens });
}

import {
  type GetPromptResult,
  inputRequired,
  type Prompt,
  type PromptMessage,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
} from '@modelcontextprotocol/server';
import { accepted, form } from './input-required-tools.ts';
import { pngBase64 } from './samples.ts';

const prompts: readonly Prompt[] = [
  { name: 'test_simple_prompt' },
  {
    name: 'test_prompt_with_arguments',
    arguments: [
      { name: 'arg1', required: true },
      { name: 'arg2', required: true },
    ],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    arguments: [{ name: 'resourceUri', required: true }],
  },
  { name: 'test_prompt_with_image' },
  { name: 'test_input_required_result_prompt' },
];

const described = prompts.map((prompt) => ({
  ...prompt,
  description: `Conformance ${prompt.name}.`,
}));

/** The prompts of the conformance suite, and completion of their arguments. */
export function installPrompts(server: Server): void {
  server.setRequestHandler('prompts/list', () => ({ prompts: described }));
  server.setRequestHandler('prompts/get', ({ params }, { mcpReq }) => {
    if (params.name !== 'test_input_required_result_prompt') {
      return messages(...messagesOf(params.name, params.arguments ?? {}));
    }
    const context = accepted(mcpReq.inputResponses, 'user_context')?.context;
    if (typeof context === 'string') return messages(said(`Context: ${context}`));
    const user_context = form('What context should the prompt use?', 'context');
    return inputRequired({ inputRequests: { user_context } });
  });
  server.setRequestHandler('completion/complete', () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
}

function messagesOf(name: string, args: Record<string, string>): PromptMessage[] {
  switch (name) {
    case 'test_simple_prompt':
      return [said('This is a simple prompt for testing.')];
    case 'test_prompt_with_arguments':
      return [said(`Prompt with arguments: arg1='${args.arg1}', arg2='${args.arg2}'`)];
    case 'test_prompt_with_embedded_resource': {
      const resource = {
        uri: args.resourceUri ?? '',
        mimeType: 'text/plain',
        text: 'Embedded resource content for testing.',
      };
      return [
        { role: 'user', content: { type: 'resource', resource } },
        said('Please process the embedded resource above.'),
      ];
    }
    case 'test_prompt_with_image':
      return [
        { role: 'user', content: { type: 'image', data: pngBase64, mimeType: 'image/png' } },
        said('Please analyze the image above.'),
      ];
    default:
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Unknown prompt');
  }
}

function said(text: string): PromptMessage {
  return { role: 'user', content: { type: 'text', text } };
}

function messages(...list: PromptMessage[]): GetPromptResult {
  return { messages: list };
}

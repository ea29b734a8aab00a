import {
  type AgentContext,
  methods,
  type PermissionOptionKind,
  type RequestPermissionResponse,
  type StopReason,
  type ToolKind,
  type Usage,
} from '@agentclientprotocol/sdk/unstable';
import type { ProtocolStep } from './stage.ts';
import type { Step } from './step.ts';

/** One turn of a scripted agent that speaks the protocol. */
export interface Turn {
  readonly sessionId: string;
  readonly client: AgentContext;
  usage: Usage | null;
  stopReason: StopReason;
}

/** Says over the protocol what a step stands for. */
export async function tellStep(
  turn: Turn,
  step: ProtocolStep,
  playOn: (steps: readonly Step[]) => Promise<void>,
): Promise<void> {
  const { client, sessionId } = turn;
  const update = methods.client.session.update;
  switch (step.do) {
    case 'usage': {
      const { used, size } = step;
      return client.notify(update, {
        sessionId,
        update: { sessionUpdate: 'usage_update', used, size },
      });
    }
    case 'compact':
      return client.notify(update, {
        sessionId,
        update: { sessionUpdate: 'compaction_update', compactionId: 'c1', status: 'completed' },
      });
    case 'spend':
      turn.usage = {
        totalTokens: step.total,
        inputTokens: step.total,
        outputTokens: 0,
        cachedReadTokens: step.cachedRead ?? 0,
      };
      return;
    case 'stop':
      turn.stopReason = step.reason as StopReason;
      return;
    case 'tool':
      return client.notify(update, {
        sessionId,
        update: { sessionUpdate: 'tool_call', ...toolCall(step) },
      });
    case 'ask':
      return playOn((await isAllowed(turn, step)) ? step.allowed : step.refused);
  }
}

function toolCall({ title, kind, path }: { title: string; kind: string; path: string }) {
  const locations = path === '' ? [] : [{ path }];
  return { toolCallId: title, title, kind: kind as ToolKind, locations };
}

async function isAllowed(turn: Turn, step: Extract<Step, { do: 'ask' }>): Promise<boolean> {
  const { outcome } = await turn.client.request<RequestPermissionResponse>(
    methods.client.session.requestPermission,
    {
      sessionId: turn.sessionId,
      toolCall: toolCall(step),
      options: step.options.map((kind) => ({
        optionId: kind,
        name: kind,
        kind: kind as PermissionOptionKind,
      })),
    },
  );
  return outcome.outcome === 'selected' && outcome.optionId.startsWith('allow');
}

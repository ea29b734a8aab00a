import type { Usage } from '@agentclientprotocol/sdk/unstable';
import { visibleText } from '@mosaic/contract';
import { limits } from '../limits.ts';
import type { RuntimeEvent } from '../runtime.ts';
import { createTurnText, type TurnText, titleText } from '../turn-text.ts';
import {
  type CountScope,
  openLedger,
  recordTurn,
  type SessionUsage,
  type TokenLedger,
} from '../usage.ts';
import type { SessionUpdate } from './session-update.ts';
import { createToolCalls, type ToolCalls, toolEvent } from './tool-calls.ts';

/** What one session has told so far. */
export interface SessionState {
  readonly tools: ToolCalls;
  text: TurnText;
  ledger: TokenLedger;
  contextUsedTokens: number | null;
  contextSizeTokens: number | null;
}

export function startState(scope: CountScope): SessionState {
  return {
    tools: createToolCalls(),
    text: createTurnText(),
    ledger: openLedger(scope),
    contextUsedTokens: null,
    contextSizeTokens: null,
  };
}

export function usageOf(state: SessionState): SessionUsage {
  const { contextUsedTokens, contextSizeTokens, ledger } = state;
  return { contextUsedTokens, contextSizeTokens, spentTokens: ledger.spentTokens };
}

/** Counts at the end of a turn; missing counts stay unknown. */
export function noteSpend(state: SessionState, usage: Usage | null | undefined): void {
  const counts =
    usage == null ? null : { total: usage.totalTokens, cachedRead: usage.cachedReadTokens ?? 0 };
  state.ledger = recordTurn(state.ledger, counts);
}

/** Takes in one update; returns what listeners are told, null for nothing. */
export function applyUpdate(state: SessionState, update: SessionUpdate): RuntimeEvent | null {
  switch (update.sessionUpdate) {
    case 'agent_message_chunk': {
      const text = update.content.text ?? '';
      if (text === '') return null;
      state.text.add(text);
      return { type: 'text', text: eventText(text) };
    }
    case 'agent_thought_chunk':
      return { type: 'thought', text: eventText(update.content.text ?? '') };
    case 'tool_call':
    case 'tool_call_update':
      // Text before and after a tool call are separate remarks.
      state.text.add('\n');
      return toolEvent(update.toolCallId, state.tools.note(update));
    case 'usage_update': {
      state.contextUsedTokens = update.used;
      state.contextSizeTokens = update.size > 0 ? update.size : null;
      return { type: 'usage', usage: usageOf(state) };
    }
    case 'compaction_update':
      return update.status === 'completed' ? { type: 'compaction' } : null;
    case 'notice':
      return { type: 'notice', text: titleText(update.title) };
  }
}

function eventText(text: string): string {
  return visibleText(text.slice(0, limits.eventCharsMax));
}

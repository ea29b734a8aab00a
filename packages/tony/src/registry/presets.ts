import type { CountScope } from '../usage.ts';

/** Known agents: how they are started, and what is known about their numbers. */
export interface RuntimePreset {
  readonly id: string;
  readonly title: string;
  readonly argv: readonly [program: string, ...args: string[]];
  /** What the counts at the end of a turn cover. */
  readonly countScope: CountScope;
  /** Tells how full its context is, so that it is replaced in time. */
  readonly hasContextUsage: boolean;
  /** How to install it, for `doctor`. */
  readonly install: string;
}

/**
 * Agents that speak the Agent Client Protocol.
 *
 * `partial` where the agent reports only the last request of a turn: such a number is far too
 * small, and unknown is better than wrong.
 */
export const presets: readonly RuntimePreset[] = [
  {
    id: 'claude',
    title: 'Claude Code',
    argv: ['claude-agent-acp'],
    countScope: 'turn',
    hasContextUsage: true,
    install: 'npm install -g @agentclientprotocol/claude-agent-acp',
  },
  {
    id: 'codex',
    title: 'Codex',
    argv: ['codex-acp'],
    countScope: 'partial',
    hasContextUsage: true,
    install: 'npm install -g @agentclientprotocol/codex-acp',
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    argv: ['gemini', '--acp'],
    countScope: 'turn',
    hasContextUsage: false,
    install: 'npm install -g @google/gemini-cli',
  },
  {
    id: 'opencode',
    title: 'opencode',
    argv: ['opencode', 'acp'],
    countScope: 'partial',
    hasContextUsage: true,
    install: 'npm install -g opencode-ai',
  },
  {
    id: 'pi',
    title: 'pi',
    argv: ['pi-acp'],
    countScope: 'turn',
    hasContextUsage: false,
    install: 'npm install -g pi-acp',
  },
];

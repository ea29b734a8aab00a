import { type ExplainedSetting, explainConfig } from '../config.ts';
import { exitCode } from '../exit-code.ts';
import { type Column, table } from '../output/table.ts';
import type { Session } from '../session.ts';

const columns: readonly Column<ExplainedSetting & { value: string }>[] = [
  { title: 'VARIABLE', text: (setting) => setting.variable },
  { title: 'NOW', text: (setting) => setting.value, isFlexible: true },
  { title: 'DEFAULT', text: (setting) => setting.default, isFlexible: true },
  { title: 'MEANING', text: (setting) => setting.sentence },
];

/** Every setting: its variable, its value now, its default, one sentence. Secrets stay hidden. */
export function showConfig(session: Session): number {
  const now: Readonly<Record<string, unknown>> = { ...session.config };
  const rows = explainConfig().map((setting) => ({
    ...setting,
    value: valueText(setting, now[setting.name]),
  }));
  if (session.isJson) session.printJson({ settings: rows });
  else session.terminal.print(table(rows, columns, session.terminal.view));
  return exitCode.ok;
}

function valueText({ isSecret }: ExplainedSetting, value: unknown): string {
  if (value === null || value === undefined) return '';
  return isSecret ? '(set)' : String(value);
}

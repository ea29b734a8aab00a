import { readdirSync, readFileSync } from 'node:fs';

/** Command lines of living processes that name `text` in their arguments or environment. */
export function processesOf(text: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const command = read(`/proc/${pid}/cmdline`);
    if (command.includes(text) || read(`/proc/${pid}/environ`).includes(text)) {
      found.push(`${pid}: ${command.replaceAll('\0', ' ').slice(0, 300)}`);
    }
  }
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

import type { RuntimeEvent } from '../runtime.ts';

/** How an event looks in the log of a run; empty for events that are not logged. */
export function eventLine(event: RuntimeEvent): string {
  switch (event.type) {
    case 'text':
    case 'thought':
      return event.text;
    case 'tool': {
      const paths = event.paths.length === 0 ? '' : ` (${event.paths.join(', ')})`;
      return `\n[${event.kind}] ${event.title}${paths}: ${event.status}\n`;
    }
    case 'permission':
      return `\n[permission] ${event.title}: ${event.isAllowed ? 'allowed' : 'refused'}, ${event.reason}\n`;
    case 'compaction':
      return '\n[agent] shortened its own memory\n';
    case 'notice':
      return `\n[agent] ${event.text}\n`;
    case 'usage':
      return '';
  }
}

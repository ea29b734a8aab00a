import type { Task } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { filterTasks } from './filter-tasks.ts';

function task(key: string, fields: object): Task {
  return {
    key,
    title: '',
    component: 'api',
    agentName: null,
    severity: null,
    finding: null,
    status: 'done',
    phase: 1,
    ...fields,
  } as Task;
}

const tasks = [
  task('MS-SEC-001', { title: 'SQL from the query', severity: 'critical', agentName: 'runner-1' }),
  task('MS-SEC-002', { title: 'Cookie', status: 'failed', phase: 2 }),
  task('MS-CQ-201', {
    title: 'Loose comparison',
    phase: 3,
    finding: { id: 'CQ-WEB-3', files: [{ path: 'src/web/total.ts', line: 4 }] },
  }),
];
const found = (filter: Parameters<typeof filterTasks>[1]) =>
  filterTasks(tasks, filter).map((each) => each.key);

describe('filterTasks', () => {
  it('shows the whole plan in its order without a filter', () => {
    expect(found({})).toEqual(['MS-SEC-001', 'MS-SEC-002', 'MS-CQ-201']);
  });

  it('needs status, phase and every word to fit', () => {
    expect(found({ status: 'failed' })).toEqual(['MS-SEC-002']);
    expect(found({ phase: 3 })).toEqual(['MS-CQ-201']);
    expect(found({ q: ' SQL  critical ' })).toEqual(['MS-SEC-001']);
    expect(found({ q: 'sql cookie' })).toEqual([]);
    expect(found({ status: 'done', phase: 2 })).toEqual([]);
  });

  it('finds files, finding ids and agents, and takes no text for a pattern', () => {
    expect(found({ q: 'web/total.ts' })).toEqual(['MS-CQ-201']);
    expect(found({ q: 'cq-web-3' })).toEqual(['MS-CQ-201']);
    expect(found({ q: 'runner-1' })).toEqual(['MS-SEC-001']);
    expect(found({ q: '.*' })).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { isMosaicError, limits, type PlanDocument } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { compilePlan } from '../plan/compile-plan.ts';
import { planToJson, planToMarkdown } from '../plan/write-plan.ts';
import { type ReadDocument, readDocument } from './read-document.ts';

function fixture(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
}

/** The plan as lines of id and title, without what rules derived. */
function named({ document }: ReadDocument): string[] {
  return document.nodes
    .filter(({ tags }) => !tags.includes('derived'))
    .map(({ id, title }) => `${id} ${title}`);
}

function find(document: PlanDocument, title: string) {
  const node = document.nodes.find((each) => each.title.startsWith(title));
  if (node === undefined) throw new Error(`no node ${title}`);
  return node;
}

function edgesTo(document: PlanDocument, id: string): string[] {
  return document.edges.filter(({ to }) => to === id).map(({ from, kind }) => `${kind} ${from}`);
}

describe.each([
  ['requirements.md', 'prd'],
  ['outline.md', 'outline'],
  ['drawn-tree.md', 'decomposition'],
  ['headings.md', 'decomposition'],
  ['phases-by-letter.md', 'decomposition'],
  ['phases-by-number.md', 'decomposition'],
  ['store.json', 'athms'],
] as const)('readDocument of %s', (name, format) => {
  const plan = readDocument(fixture(name), { name });

  it('tells its form and makes a plan that compiles', () => {
    expect(plan.format).toBe(format);
    const { findings } = compilePlan(plan.document);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('tags what the rules derived, and counts it in the notes', () => {
    const derived = plan.document.nodes.filter(({ tags }) => tags.includes('derived')).length;
    expect(plan.notes.join(' ')).toContain(
      `tagged “derived”: ${derived} of ${plan.document.nodes.length}.`,
    );
    expect(derived).toBeGreaterThan(0);
  });

  it('numbers the epic as asked', () => {
    const moved = readDocument(fixture(name), { name, epicNumber: 77 });
    expect(moved.document.nodes[0]?.id).toBe('E.077');
  });
});

describe('readDocument', () => {
  it('reads requirements: features, stories, criteria, priorities, dependencies', () => {
    const plan = readDocument(fixture('requirements.md'));
    expect(named(plan)).toEqual([
      'E.001 Product requirements: Reading club',
      'F.001.01 Accounts',
      'S.001.01.01 FR-1: A member MUST be able to sign in with a link sent by mail.',
      'S.001.01.02 FR-2: A member SHOULD see who else is in the club.',
      'F.001.02 Votes',
      'S.001.02.01 US-1: As a member, I want to vote for a book so that we read what most of us like',
      'S.001.02.02 US-2: As a host, I want to end a vote',
      'F.001.03 Non-functional requirements',
      'S.001.03.01 NFR-1: Pages load in under one second',
      'S.001.03.02 NFR-2: Works without a mouse',
    ]);
    const { document } = plan;
    expect(document.goal).toContain('Left out: Selling books');
    expect(document.nodes[0]?.completionCriteria).toContain('Members vote within one minute');
    expect(find(document, 'FR-1')).toMatchObject({
      priority: 'critical',
      acceptanceCriteria: ['The link works once', 'The link ends after 15 minutes'],
    });
    expect(find(document, 'NFR-1').priority).toBe('high');
    expect(edgesTo(document, find(document, 'FR-2').id)).toEqual([
      `sequential ${find(document, 'FR-1').id}`,
    ]);
    expect(edgesTo(document, find(document, 'US-1').id)).toContain(
      `sequential ${find(document, 'FR-1').id}`,
    );
    // Each criterion becomes a task, and its tests are written for it.
    const tests = document.nodes.filter(
      ({ title }) => title === 'One vote per member: write tests that fail',
    );
    expect(tests).toMatchObject([
      {
        taskType: 'TEST_ADD',
        completionCriteria: ['A test fails until this holds: One vote per member'],
      },
    ]);
  });

  it('reads an outline: nesting, finished items, estimates, criteria', () => {
    const plan = readDocument(fixture('outline.md'));
    expect(named(plan)).toEqual([
      'E.001 Garden planner',
      'F.001.01 Beds',
      'S.001.01.01 Draw a bed',
      'A.001.01.01.01.01.01 Grid',
      'A.001.01.01.01.01.02 Drag the corners',
      'S.001.01.02 Rotate crops',
      'S.001.01.03 Share a bed',
      'F.001.02 Calendar',
      'S.001.02.01 Sowing dates',
      'T.001.02.02.01 Harvest dates',
    ]);
    const { document, notes } = plan;
    expect(find(document, 'Grid')).toMatchObject({ tags: ['done'], estimate: { minutes: 30 } });
    expect(find(document, 'Rotate crops').acceptanceCriteria).toEqual(['Same family never twice']);
    const below = document.nodes.filter(({ id }) => id.startsWith('A.001.02.02.'));
    expect(below.reduce((sum, { estimate }) => sum + (estimate?.minutes ?? 0), 0)).toBeCloseTo(480);
    expect(notes).toContain('“Notes” holds only words and was not planned.');
  });

  it('reads a drawn tree with arrows, estimates and risks', () => {
    const { document, notes } = readDocument(fixture('drawn-tree.md'));
    expect(find(document, 'Read breads').files).toEqual(['data/breads.json']);
    expect(find(document, 'Show an empty list').estimate?.minutes).toBe(10);
    expect(find(document, 'Sort by name').tags).toEqual(['done']);
    expect(find(document, 'Baking').risk).toBe('high');
    expect(document.edges.filter(({ kind }) => kind !== 'sequential')).toEqual([
      { from: 'ST.007.01.01.01.01', to: 'ST.007.01.01.01.02', kind: 'conditional', when: 'done' },
      { from: 'A.007.01.01.01.02.01', to: 'A.007.01.01.01.02.02', kind: 'parallel' },
      { from: 'ST.007.01.01.01.01', to: 'F.007.02', kind: 'conditional', when: 'failed' },
    ]);
    expect(notes.join()).not.toContain('left out');
  });

  it('reads a decomposition in headings: labels, agents, status, dependencies', () => {
    const { document, notes } = readDocument(fixture('headings.md'));
    expect(document.title).toBe('Lending desk - Detailed Breakdown');
    expect(find(document, 'Borrowing').estimate?.minutes).toBe(2_400);
    expect(find(document, 'Borrow a book').acceptanceCriteria).toEqual([
      'A member can borrow three books',
    ]);
    expect(find(document, 'Store loans')).toMatchObject({ id: 'T.042.01.01.01', tags: ['done'] });
    expect(find(document, 'Show loans').agentType).toBe('frontend-agent');
    expect(find(document, 'Read the loans').agentType).toBe('frontend-agent');
    expect(find(document, 'Draw the list')).toMatchObject({
      estimate: { minutes: 30 },
      completionCriteria: ['Works on a phone'],
    });
    expect(edgesTo(document, 'F.042.02')).toEqual(['sequential F.042.01']);
    expect(find(document, 'Remind late readers').risk).toBe('high');
    expect(notes.join()).toContain(
      'Dependencies left out: to unknown nodes, repeated, or holding anyway: 1.',
    );
  });

  it('reads both forms of the numbering by phases', () => {
    const letter = readDocument(fixture('phases-by-letter.md'));
    expect(named(letter)).toEqual(
      expect.arrayContaining([
        'E.001 Weather station',
        'S.001.01.01 Temperature',
        'ST.001.01.01.01.01 Open the bus',
        'A.001.01.01.01.01.02 Open it with a time limit',
      ]),
    );
    expect(edgesTo(letter.document, 'F.001.02')).toEqual(['sequential S.001.01.02']);
    expect(find(letter.document, 'Sensors').estimate?.minutes).toBe(720);
    const number = readDocument(fixture('phases-by-number.md')).document;
    expect(find(number, 'Resolve the name')).toMatchObject({
      id: 'A.001.01.01.01.01.01',
      estimate: { minutes: 10 },
    });
    expect(find(number, 'Say hello').estimate?.minutes).toBe(30);
  });

  it('reads the older store, and files of single tasks', () => {
    const { document } = readDocument(fixture('store.json'));
    expect(find(document, 'Add a seed')).toMatchObject({ priority: 'critical', tags: ['done'] });
    expect(find(document, 'Index names').files).toEqual(['src/index.ts']);
    expect(edgesTo(document, find(document, 'Find a seed').id)).toEqual([
      `sequential ${find(document, 'Add a seed').id}`,
    ]);
    const files = {
      'T-1': {
        'task.json': {
          task_id: 'T-1',
          title: 'Write it',
          success_criteria: ['It is there'],
          duration_estimate_minutes: 30,
        },
        'status.json': { status: 'completed', progress_percentage: 100 },
        'dependencies.json': { prerequisites: [], blocks: ['T-2'] },
      },
      'T-2': { 'task.json': { task_id: 'T-2', title: 'Test it', duration_estimate_minutes: 20 } },
    };
    const single = readDocument(JSON.stringify(files), { name: 'Old tasks' });
    expect(compilePlan(single.document).isRunnable).toBe(true);
    const [write, test] = ['Write it', 'Test it'].map((title) => find(single.document, title));
    expect(write).toMatchObject({
      tags: ['done'],
      completionCriteria: ['It is there'],
      estimate: { minutes: 30 },
    });
    expect(single.document.edges).toContainEqual({
      from: write?.id,
      to: test?.id,
      kind: 'sequential',
    });
  });

  it('reads our own plans back as they are, with other epic numbers where asked', () => {
    const { document } = readDocument(fixture('drawn-tree.md'));
    for (const text of [planToMarkdown(document), planToJson(document)]) {
      const back = readDocument(text);
      expect(back).toMatchObject({ format: 'plan', notes: [] });
      expect(back.document).toEqual(document);
      const moved = readDocument(text, { epicNumber: 12 }).document;
      expect(moved.nodes[0]?.id).toBe('E.012');
      expect(moved.edges).toHaveLength(document.edges.length);
      expect(compilePlan(moved).isRunnable).toBe(true);
    }
  });

  it('groups a long flat list so that no node has more than seven children', () => {
    const text = `# Cleanup\n${Array.from({ length: 300 }, (_, at) => `- [ ] Item ${at}`).join('\n')}`;
    const { document } = readDocument(text);
    expect(compilePlan(document).isRunnable).toBe(true);
    expect(document.nodes.filter(({ id }) => id.startsWith('E.'))).toHaveLength(1);
    expect(new Set(document.nodes.map(({ title }) => title)).has('Item 299')).toBe(true);
  });

  it('splits what has too many children for its level, and keeps its dependencies', () => {
    const features = Array.from(
      { length: 9 },
      (_, at) => `- F.001.${String(at + 1).padStart(2, '0')}: Feature ${at + 1}`,
    );
    const text = `- E.001: First\n${features.join('\n')}\n- E.002: Second\n- F.002.01: Last\n\n## Dependencies\n- E.001 → E.002`;
    const { document } = readDocument(text, { format: 'decomposition' });
    expect(
      document.nodes.filter(({ id }) => id.startsWith('E.')).map(({ title }) => title),
    ).toEqual(['First (part 1 of 2)', 'First (part 2 of 2)', 'Second']);
    expect(edgesTo(document, 'E.003')).toEqual(['sequential E.001', 'sequential E.002']);
  });

  it('splits an atomic of more than 30 minutes', () => {
    const text = fixture('headings.md').replace('[≤30 min]', '[50 min]');
    const { document, notes } = readDocument(text);
    const parts = document.nodes.filter(({ title }) => title.startsWith('Draw the list'));
    expect(parts.map(({ estimate }) => estimate?.minutes)).toEqual([25, 25]);
    expect(notes).toContain('Atomics that were too long, split into parts: 1.');
  });

  it('strips control characters and leaves paths out that lead away', () => {
    const { document } = readDocument(
      '# A\u0000B\u202e\n- Change `../../etc/passwd` and `src/ok.ts`\n- Other',
    );
    expect(document.title).toBe('AB');
    expect(find(document, 'Change').files).toEqual(['src/ok.ts']);
  });
});

describe('readDocument refuses with the line and the way out', () => {
  const refused = (text: string, options: Parameters<typeof readDocument>[1] = {}): string => {
    try {
      readDocument(text, options);
    } catch (error) {
      if (isMosaicError(error) && error.code === 'invalid_input') return error.message;
      throw error;
    }
    return 'nothing';
  };

  it.each([
    ['an empty document', ' \n', {}, /Line 1: the document is empty.*Give/],
    [
      'words without anything to do',
      'Just words.',
      {},
      /Line 1: .*Write what is to be done as a list/,
    ],
    [
      'requirements without any',
      '# PRD\nWords',
      { format: 'prd' },
      /Line 1: .*read it as an outline/,
    ],
    [
      'a decomposition without ids',
      '# A\n- b',
      { format: 'decomposition' },
      /Line 1: .*F\.001\.02/,
    ],
    ['broken JSON', '{\n"tasks": {\n,', {}, /Line 3: this is no JSON.*Correct/],
    ['JSON without tasks', '{"a": 1}', {}, /Line 1: .*no tasks/],
    ['a report where nobody reads reports', '# R', { format: 'report' }, /Line 1: .*not read here/],
    [
      'a task below itself',
      '{"tasks":{"a":{"title":"A","parentId":"b"},"b":{"title":"B","parentId":"a"}}}',
      {},
      /“a” is below itself/,
    ],
    [
      'a duration of the wrong kind',
      '{"tasks":{"a":{"title":"A","estimatedDuration":[]}}}',
      {},
      /“a”, estimatedDuration/,
    ],
  ] as const)('%s', (_name, text, options, message) => {
    expect(refused(text, options)).toMatch(message);
  });

  it('more than can be planned at once', () => {
    const items = '- x\n'.repeat(20_000);
    expect(refused(items)).toMatch(/more than 100000 nodes.*Split/);
    expect(refused('x'.repeat(limits.planSourceCharsMax + 1))).toMatch(/Split it/);
  });
});

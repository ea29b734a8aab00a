import { expect, it } from 'vitest';
import { goalSubjects } from './goal-subjects.ts';
import { matchTemplates, templates } from './index.ts';

const bestFor = (goal: string) => matchTemplates(goal)[0]?.template.name;

it.each([
  ['Build a REST API', 'rest-api'],
  ['Create a web application for recipes', 'web-app'],
  ['A command line tool for notes', 'cli'],
  ['Write an SDK', 'library'],
  ['Fixing the crash when an order is saved twice', 'bug-fix'],
  ['Remediate security vulnerabilities', 'security-remediation'],
  ['Migrating from Mocha to Vitest', 'migration'],
  ['An ETL job for sales', 'data-pipeline'],
  ['Write documentation', 'documentation-set'],
  ['Build an MCP server for our wiki', 'mcp-server'],
  ['Add tests', 'test-coverage'],
  ['Make the search faster', 'performance'],
  ['Untangle the modules', 'refactor'],
  ['Add dark mode', 'feature'],
])('takes "%s" for %s', (goal, name) => expect(bestFor(goal)).toBe(name));

it('scores every template between 0 and 1, best first, and alike each time', () => {
  const matches = matchTemplates('Build a REST API');
  expect(matches).toHaveLength(templates.length);
  const scores = matches.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(Math.max(...scores)).toBeLessThan(1);
  expect(Math.min(...scores)).toBe(0);
  expect(matchTemplates('Build a REST API')).toEqual(matches);
  expect(templates.length).toBeGreaterThanOrEqual(10);
  expect(new Set(templates.map(({ name }) => name)).size).toBe(templates.length);
});

it('reads from a goal which things it is about', () => {
  expect(goalSubjects('Build a REST API for orders, customers and line items')).toEqual([
    'orders',
    'customers',
    'line items',
  ]);
  expect(goalSubjects('A CLI to manage my photo albums in Go')).toEqual(['photo albums']);
  expect(goalSubjects('Build a REST API')).toEqual([]);
  expect(goalSubjects('for $(rm -rf /), <script>, ../../etc and 123')).toEqual([
    'rm',
    'script',
    'etc',
  ]);
});

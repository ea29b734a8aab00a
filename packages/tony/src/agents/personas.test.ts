import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { personaDomains } from '@mosaic/contract';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { readPersonas } from './read-personas.ts';
import { agentTypeOf, selectPersonas } from './select-persona.ts';

const personas = readPersonas();
const ids = new Set(personas.map(({ id }) => id));

it('there is one for each domain, and those they name exist', () => {
  expect(personas.map(({ identity }) => identity.domain).toSorted()).toEqual(
    [...personaDomains].toSorted(),
  );
  for (const { interaction_patterns: patterns } of personas) {
    for (const id of patterns.collaborates_with) expect(ids).toContain(id);
    if (patterns.reports_to !== null) expect(ids).toContain(patterns.reports_to);
  }
});

it('nobody reports to oneself over any number of steps', () => {
  const byId = new Map(personas.map((persona) => [persona.id, persona]));
  for (const { id } of personas) {
    let above = byId.get(id)?.interaction_patterns.reports_to ?? null;
    for (let steps = 0; above !== null; steps += 1) {
      expect(steps).toBeLessThan(personas.length);
      above = byId.get(above)?.interaction_patterns.reports_to ?? null;
    }
  }
});

it.each([
  ['Close the SQL injection in the search endpoint', 'SEC-GUARD-SAM'],
  ['Write a migration that adds an index to the orders table', 'DB-SCHEMA-DARIA'],
  ['Add unit tests for the parser, coverage is low', 'TEST-CASES-TESS'],
  ['Build the settings page as a React component', 'FE-VIEW-FINN'],
  ['Mend the failing CI pipeline and the Docker build', 'DEVOPS-SHIP-DANA'],
  ['Update the README and the API guide', 'DOC-WORDS-DORA'],
  ['Find out why the report is slow and cache it', 'PERF-PROFILE-PETRA'],
  ['Decompose the roadmap into an epic plan', 'TL-LEAD-TONY'],
])('%s suits %s best', (task, id) => {
  expect(selectPersonas(task, personas)[0]?.persona.id).toBe(id);
});

it('a task that says nothing suits nobody, and any text is answered in order', () => {
  expect(selectPersonas('it is for the', personas)).toEqual([]);
  fc.assert(
    fc.property(fc.string(), (task) => {
      const scores = selectPersonas(task, personas).map(({ score }) => score);
      expect(scores.every((score) => score > 0 && score < 1)).toBe(true);
      expect(scores).toEqual(scores.toSorted((left, right) => right - left));
    }),
  );
});

it('each is a kind of agent', () => {
  for (const persona of personas) expect(agentTypeOf(persona)).toMatch(/^[a-z]+-/);
});

it.each([
  ['is not YAML', 'a: [', /is not YAML/],
  ['lacks a field', 'id: TL-LEAD-TONY', /version/],
  ['multiplies itself', 'a: &a [1]\nb: [*a, *a]', /persona/],
])('a file that %s is refused by name', (_, text, message) => {
  const directory = mkdtempSync(join(tmpdir(), 'mosaic-personas-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'odd.yaml'), text);
  expect(() => readPersonas(directory)).toThrow(message);
  expect(() => readPersonas(directory)).toThrow(/odd\.yaml/);
});

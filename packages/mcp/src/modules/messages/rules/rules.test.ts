import { limits, Topic, TopicPattern } from '@mosaic/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, chooseAgent } from './choose-agent.ts';
import { patternsMatching } from './topic-patterns.ts';

const word = fc.constantFrom('a', 'b', 'c-1', 'D_2');
const words = fc.array(word, { minLength: 1, maxLength: limits.topicWordsMax });
const pattern = fc
  .tuple(
    fc.array(fc.oneof(word, fc.constant('*')), { maxLength: limits.topicWordsMax - 1 }),
    fc.oneof(word, fc.constant('*'), fc.constant('**')),
  )
  .map(([beginning, end]) => [...beginning, end].join('.'));

/** What a pattern means, said another way. */
function matches(topic: string, glob: string): boolean {
  const source = glob
    .split('.')
    .map((part) => (part === '**' ? '.+' : part === '*' ? '[^.]+' : part))
    .join('\\.');
  return new RegExp(`^${source}$`).test(topic);
}

describe('the patterns of a topic', () => {
  it('are exactly those that match it, each once', () => {
    fc.assert(
      fc.property(words, pattern, (parts, glob) => {
        const topic = parts.join('.');
        const found = patternsMatching(topic);
        expect(found.includes(glob)).toBe(matches(topic, glob));
        expect(new Set(found).size).toBe(found.length);
        expect(found.length).toBeLessThan(2 ** (limits.topicWordsMax + 1));
      }),
      { numRuns: 2_000 },
    );
  });

  it('can all be subscribed to, as every topic can be sent to', () => {
    fc.assert(
      fc.property(words, (parts) => {
        const topic = parts.join('.');
        expect(Topic.safeParse(topic).success).toBe(true);
        for (const each of patternsMatching(topic)) {
          expect(TopicPattern.safeParse(each).success, each).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
    for (const wrong of ['', '.', 'a.', '**.a', 'a**', 'a.**.b', 'a b', 'a.b.c.d.e.f.g']) {
      expect(TopicPattern.safeParse(wrong).success, wrong).toBe(false);
    }
    for (const wrong of ['*', 'a.*', '**', '', 'a..b']) {
      expect(Topic.safeParse(wrong).success, wrong).toBe(false);
    }
  });
});

describe('the choice of an agent', () => {
  const candidate = fc.record({
    agentId: fc.constantFrom('agt_1', 'agt_2', 'agt_3', 'agt_4', 'agt_5'),
    openDeliveries: fc.nat(6),
    runningTasks: fc.nat(3),
  });
  const crew = fc.uniqueArray(candidate, { selector: ({ agentId }) => agentId });
  const load = (one: Candidate) => one.openDeliveries + one.runningTasks;

  it('is one with room that has nobody less busy beside it, whatever order they come in', () => {
    fc.assert(
      fc.property(crew, fc.infiniteStream(fc.nat(9)), (agents, dice) => {
        const chosen = chooseAgent(agents, 5);
        const free = agents.filter(({ openDeliveries }) => openDeliveries < 5);
        if (chosen === null) {
          expect(free).toEqual([]);
          return;
        }
        expect(free).toContain(chosen);
        for (const other of free) {
          expect(load(chosen)).toBeLessThanOrEqual(load(other));
          if (load(other) === load(chosen)) expect(chosen.agentId <= other.agentId).toBe(true);
        }
        const shuffled = agents
          .map((agent) => ({ agent, place: dice.next().value }))
          .sort((a, b) => a.place - b.place)
          .map(({ agent }) => agent);
        expect(chooseAgent(shuffled, 5)).toEqual(chosen);
      }),
    );
  });
});

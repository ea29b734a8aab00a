import type { OperationOutput, operations, Persona } from '@mosaic/contract';
import { facts } from '../output/facts.ts';
import type { Column } from '../output/table.ts';
import type { View } from '../output/terminal.ts';
import { listRenderer, type Renderers } from './renderer.ts';

function showPersona(persona: Persona, view: View): string {
  const { identity, expertise, personality, tools, task_affinities: tasks } = persona;
  const list = (words: readonly string[]) => words.join(', ') || null;
  return facts(
    [
      ['Persona', persona.id],
      ['Name', `${identity.name} (${identity.pronouns}), ${identity.title}`],
      ['Expertise', list(expertise.primary)],
      ['Technologies', list(expertise.technologies)],
      ['Methods', list(expertise.methodologies)],
      ['Traits', list(personality.traits)],
      ['Style', personality.work_style],
      ['Tools', list([...tools.required, ...tools.preferred])],
      ['Never', list(tools.restrictions)],
      ['Model', persona.model_preferences.default],
      ['Reports to', persona.interaction_patterns.reports_to],
      ['Takes', list(tasks.primary_tasks)],
      ['Avoids', list(tasks.avoid_tasks)],
    ],
    view,
  );
}

type Row = OperationOutput<typeof operations.listPersonas>['items'][number];

const columns: readonly Column<Row>[] = [
  { title: 'ID', text: ({ persona }) => persona.id },
  { title: 'TITLE', text: ({ persona }) => persona.identity.title, isFlexible: true },
  { title: 'AGENT', text: ({ agentType }) => agentType },
  { title: 'FIT', text: ({ score }) => (score === null ? '' : score.toFixed(2)), isRight: true },
  { title: 'BECAUSE OF', text: ({ matched }) => matched.join(', '), isFlexible: true },
];

export const personaRenderers = {
  listPersonas: ({ items }, view) =>
    listRenderer('personas', columns)({ items, nextCursor: null }, view),
  showPersona,
} satisfies Renderers;

import { MosaicError, operations, type Persona } from '@mosaic/contract';
import { type Module, query } from '@mosaic/mcp';
import { readPersonas } from './read-personas.ts';
import { agentTypeOf, selectPersonas } from './select-persona.ts';

/** Personas: the roles agents take on, and which of them suits a task. */
export function personasModule(read: () => readonly Persona[] = readPersonas): Module {
  let known: readonly Persona[] | null = null;
  const personas = (): readonly Persona[] => {
    known ??= read();
    return known;
  };
  return {
    name: 'personas',
    migrations: [],
    handlers: [
      query(operations.listPersonas, async (_context, { task, domain }) => {
        const all = personas().filter(
          ({ identity }) => domain === undefined || identity.domain === domain,
        );
        if (task === undefined) {
          const items = all.map((persona) => ({
            persona,
            agentType: agentTypeOf(persona),
            score: null,
            matched: [],
          }));
          return { items };
        }
        const items = selectPersonas(task, all).map(({ persona, score, matched }) => ({
          persona,
          agentType: agentTypeOf(persona),
          score,
          matched: [...matched],
        }));
        return { items };
      }),

      query(operations.showPersona, async (_context, { personaId }) => {
        const found = personas().find(({ id }) => id === personaId.toUpperCase());
        if (found) return found;
        throw new MosaicError(
          'not_found',
          `There is no persona ${personaId}. List them: mosaic persona list`,
        );
      }),
    ],
  };
}

import { z } from 'zod';
import { Persona, personaDomains } from '../entities/persona.ts';
import { PlanAgentType } from '../entities/plan.ts';
import { operation } from '../operation.ts';

/** With a task, best match first and only those that fit it at all. */
export const listPersonas = operation({
  name: 'persona.list',
  kind: 'query',
  summary: 'List personas, best match for a task first.',
  permission: 'persona:read',
  input: z.object({
    task: z.string().max(2_000).optional(),
    domain: z.enum(personaDomains).optional(),
  }),
  output: z.object({
    items: z.array(
      z.object({
        persona: Persona,
        agentType: PlanAgentType,
        /** How well the task fits, from 0 to 1; null without a task. */
        score: z.number().nullable(),
        /** Words of the task that spoke for it. */
        matched: z.array(z.string()),
      }),
    ),
  }),
  errors: [],
  example: { task: 'Close the SQL injection in the search' },
});

export const showPersona = operation({
  name: 'persona.show',
  kind: 'query',
  summary: 'Show a persona.',
  permission: 'persona:read',
  input: z.object({ personaId: z.string().max(60) }),
  output: Persona,
  errors: ['not_found'],
  example: { personaId: 'TL-LEAD-TONY' },
});

import { z } from 'zod';

/** Fields of work a persona can be of. */
export const personaDomains = [
  'CEO',
  'CTO',
  'CPO',
  'TL',
  'PM',
  'EM',
  'BE',
  'FE',
  'FS',
  'ML',
  'QA',
  'TEST',
  'PERF',
  'SEC',
  'AUDIT',
  'DEVOPS',
  'SRE',
  'DB',
  'DE',
  'DOC',
  'UX',
] as const;

const Words = z.array(z.string().min(1).max(120)).max(30).default([]);

/** A role an agent takes on: what it knows, how it works, and which tasks suit it. */
export const Persona = z.strictObject({
  /** Domain, role and name, such as `TL-LEAD-TONY`. */
  id: z.string().regex(/^[A-Z]+-[A-Z]+-[A-Z]+$/, 'must be DOMAIN-ROLE-NAME'),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  identity: z.strictObject({
    domain: z.enum(personaDomains),
    role: z.string().min(1).max(60),
    name: z.string().min(1).max(60),
    title: z.string().min(1).max(120),
    pronouns: z.string().max(30).default('they/them'),
  }),
  expertise: z.strictObject({ primary: Words, technologies: Words, methodologies: Words }),
  personality: z.strictObject({
    traits: Words,
    communication_style: z.string().max(300),
    work_style: z.string().max(300),
    values: Words,
  }),
  tools: z.strictObject({
    required: Words,
    preferred: Words,
    authorized: Words,
    restrictions: Words,
  }),
  model_preferences: z.strictObject({
    /** A size rather than a model, since every installation has others. */
    default: z.enum(['small', 'medium', 'large']),
    task_overrides: z.record(z.string(), z.enum(['small', 'medium', 'large'])).default({}),
  }),
  interaction_patterns: z.strictObject({
    collaborates_with: Words,
    reports_to: z.string().max(60).nullable(),
    handoff_style: z.string().max(300),
  }),
  task_affinities: z.strictObject({
    primary_tasks: Words,
    avoid_tasks: Words,
    task_keywords: Words,
  }),
});

export type Persona = z.output<typeof Persona>;

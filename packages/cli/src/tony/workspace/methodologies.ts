/** Ways to plan; they decide how much one pass takes on. */
export const methodologies = ['iterative', 'waterfall', 'agile'] as const;

export type Methodology = (typeof methodologies)[number];

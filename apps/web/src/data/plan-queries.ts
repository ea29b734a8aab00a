import { limits, type OperationRawInput, operations } from '@mosaic/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { webLimits } from '../limits.ts';
import type { Hub } from './hub.ts';
import { keys } from './keys.ts';
import { readListing } from './listing.ts';

const recent = { itemsMax: webLimits.recentItems, pageSize: limits.pageSizeMax };

type Asked<Op extends 'schedulePlan' | 'forecastPlan' | 'comparePlan'> = Omit<
  OperationRawInput<(typeof operations)[Op]>,
  'planId'
>;

/** What the plan pages read; not beside the other queries, so that the first page does not load it. */
export const planQueries = {
  plans: (hub: Hub) =>
    queryOptions({
      queryKey: keys.plans,
      queryFn: () =>
        readListing((cursor, limit) => hub.call(operations.listPlans, { cursor, limit }), recent),
    }),
  /** The plan with all of its nodes and edges. */
  plan: (hub: Hub, planId: string) =>
    queryOptions({
      queryKey: keys.plan(planId),
      queryFn: () => hub.call(operations.planDocument, { planId }),
    }),
  check: (hub: Hub, planId: string) =>
    queryOptions({
      queryKey: keys.planPart('plan-check', planId),
      queryFn: () => hub.call(operations.checkPlan, { planId }),
    }),
  /** Old answers stay while a new one is computed: a chart must not vanish with every edit. */
  schedule: (hub: Hub, planId: string, asked: Asked<'schedulePlan'>) =>
    queryOptions({
      queryKey: keys.planPart('plan-schedule', planId, asked),
      queryFn: () => hub.call(operations.schedulePlan, { planId, ...asked }),
      placeholderData: keepPreviousData,
    }),
  forecast: (hub: Hub, planId: string, asked: Asked<'forecastPlan'>) =>
    queryOptions({
      queryKey: keys.planPart('plan-forecast', planId, asked),
      queryFn: () => hub.call(operations.forecastPlan, { planId, ...asked }),
      placeholderData: keepPreviousData,
    }),
  compare: (hub: Hub, planId: string, asked: Asked<'comparePlan'>) =>
    queryOptions({
      queryKey: keys.planPart('plan-compare', planId, asked),
      queryFn: () => hub.call(operations.comparePlan, { planId, ...asked }),
      placeholderData: keepPreviousData,
    }),
  gaps: (hub: Hub, planId: string) =>
    queryOptions({
      queryKey: keys.planPart('plan-gaps', planId),
      queryFn: () => hub.call(operations.planGaps, { planId }),
    }),
  progress: (hub: Hub, planId: string) =>
    queryOptions({
      queryKey: keys.planPart('plan-progress', planId),
      queryFn: () => hub.call(operations.planProgress, { planId }),
    }),
  history: (hub: Hub, planId: string) =>
    queryOptions({
      queryKey: keys.planPart('plan-history', planId),
      queryFn: () =>
        readListing(
          (cursor, limit) => hub.call(operations.planHistory, { planId, cursor, limit }),
          recent,
        ),
    }),
  templates: (hub: Hub, goal: string) =>
    queryOptions({
      queryKey: keys.templates(goal),
      queryFn: () => hub.call(operations.listTemplates, goal === '' ? {} : { goal }),
      placeholderData: keepPreviousData,
    }),
};

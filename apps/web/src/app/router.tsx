import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { HomePage } from '../pages/home/home-page.tsx';
import { parseHomeSearch } from '../pages/home/home-search.ts';
import { parseMissionSearch } from '../pages/mission/mission-search.ts';
import { NotFoundPage } from '../pages/not-found-page.tsx';
import { parsePlanSearch } from '../pages/plan/plan-search.ts';
import { parsePlansSearch } from '../pages/plans/plans-search.ts';
import { CrashNotice } from './crash-notice.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: parseHomeSearch,
  component: HomePage,
});

const missionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/missions/$missionId',
  validateSearch: parseMissionSearch,
  component: lazyRouteComponent(() => import('../pages/mission/mission-page.tsx'), 'MissionPage'),
});

const taskRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tasks/$taskId',
  component: lazyRouteComponent(() => import('../pages/task/task-page.tsx'), 'TaskPage'),
});

const plansRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/plans',
  validateSearch: parsePlansSearch,
  component: lazyRouteComponent(() => import('../pages/plans/plans-page.tsx'), 'PlansPage'),
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/plans/$planId',
  validateSearch: parsePlanSearch,
  component: lazyRouteComponent(() => import('../pages/plan/plan-page.tsx'), 'PlanPage'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  missionRoute,
  taskRoute,
  plansRoute,
  planRoute,
]);

/** Made after the token was taken out of the address, which the router would otherwise remember. */
export function createPageRouter() {
  return createRouter({
    routeTree,
    defaultErrorComponent: CrashNotice,
    defaultPreload: false,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}

export {
  type BuiltPlan,
  buildPlan,
  type PlanTree,
  type TreeEdge,
  type TreeNode,
} from './plan/build-plan.ts';
export {
  ancestorsOf,
  childId,
  childNumberMax,
  compareNodeIds,
  epicNumberMax,
  isBelow,
  levelNumber,
  levelOf,
  numberOf,
  parentIdOf,
} from './plan/node-id.ts';
export {
  childrenOf,
  indexPlan,
  isLeaf,
  type PlanIndex,
  pathTo,
} from './plan/plan-index.ts';
export {
  isOrdering,
  isWithin,
  type PrecedenceGraph,
  precedenceGraph,
} from './plan/precedence-graph.ts';

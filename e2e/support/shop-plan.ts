import type { PlanDocument } from '@mosaic/contract';
import { buildPlan, type TreeNode } from '@tony/core/planning';

/** Atomics of the plan; each has an item of the repository to itself. */
export const shopAtomics = 64;

/** Item whose worker never manages; what is to be done then is in the plan. */
export const hopelessItem = 'item-31';

/** What eight atomics use and of which there is one. */
export const sharedThing = 'database';

/**
 * A shop in three features: accounts and catalogue go side by side, checkout after both.
 *
 * In accounts the yes branch is taken, in the catalogue the no branch.
 */
export function shopPlan(): PlanDocument {
  let item = 0;
  const atomic = (): TreeNode => {
    item += 1;
    const name = `item-${String(item).padStart(2, '0')}`;
    const isSharing = item % 8 === 3;
    return {
      key: name,
      title: `Fix ${name}`,
      estimate: { minutes: 20, minutesLow: 12, minutesHigh: 28, tokens: 2_000 },
      completionCriteria: [`items/${name}.txt is fixed.`],
      files: [`items/${name}.txt`],
      uses: isSharing ? [{ name: sharedThing, units: 1 }] : [],
    };
  };
  const level = (title: string, children: TreeNode[]): TreeNode => ({
    key: title,
    title,
    children,
  });
  const feature = (name: string, tasks: readonly number[]): TreeNode =>
    level(name, [
      {
        ...level(
          `${name} story`,
          tasks.map((count, at) =>
            level(`${name} task ${at + 1}`, [
              level(
                `${name} part ${at + 1}`,
                Array.from({ length: count }, () => atomic()),
              ),
            ]),
          ),
        ),
        acceptanceCriteria: [`${name} can be used.`],
      },
    ]);
  const { document } = buildPlan({
    title: 'Shop',
    goal: 'Sell things',
    source: { kind: 'manual', name: null },
    resources: [{ name: sharedThing, capacity: 1, lockId: null }],
    epics: [
      level('Shop', [
        feature('Accounts', [6, 6, 6, 6]),
        feature('Catalogue', [6, 6, 6, 6]),
        feature('Checkout', [6, 6, 4]),
      ]),
    ],
    edges: [
      { from: 'Accounts', to: 'Checkout' },
      { from: 'Catalogue', to: 'Checkout' },
      { from: 'item-01', to: 'item-02' },
      { from: 'Accounts part 1', to: 'Accounts part 2' },
      // Accounts: item-07 is done, so part 3 is done and part 4 is left out.
      { from: 'item-07', to: 'Accounts part 3', kind: 'conditional', when: 'done' },
      { from: 'item-07', to: 'Accounts part 4', kind: 'conditional', when: 'failed' },
      // Catalogue: the hopeless item decides the other way.
      { from: hopelessItem, to: 'Catalogue part 3', kind: 'conditional', when: 'done' },
      { from: hopelessItem, to: 'Catalogue part 4', kind: 'conditional', when: 'failed' },
      { from: 'Checkout part 1', to: 'Checkout part 2', kind: 'resource' },
    ],
  });
  return document;
}

import { getRouteApi } from '@tanstack/react-router';
import { Drawer } from '../../components/drawer.tsx';
import { ConnectForm } from './connect-form.tsx';
import { MoveForm } from './move-form.tsx';
import { NodeDetail } from './node-detail.tsx';
import { usePlan } from './plan-context.ts';
import { RunForm } from './run-form.tsx';

const route = getRouteApi('/plans/$planId');

/** What the address opens beside the page: a node, or a form about it or the plan. */
export function PlanDrawers({ onClose }: { onClose: () => void }) {
  const { outline } = usePlan();
  const { form, node } = route.useSearch();
  if (form === 'run') {
    return (
      <Drawer title="Run this plan" onClose={onClose}>
        <RunForm />
      </Drawer>
    );
  }
  if (node === undefined || !outline.positionOf.has(node)) return null;
  switch (form) {
    case 'connect':
      return (
        <Drawer key={`connect ${node}`} title={`What waits for ${node}?`} onClose={onClose}>
          <ConnectForm from={node} onDone={onClose} />
        </Drawer>
      );
    case 'move':
      return (
        <Drawer key={`move ${node}`} title={`Where does ${node} belong?`} onClose={onClose}>
          <MoveForm id={node} onDone={onClose} />
        </Drawer>
      );
    default:
      return (
        <Drawer key={node} title={node} onClose={onClose}>
          <NodeDetail id={node} />
        </Drawer>
      );
  }
}

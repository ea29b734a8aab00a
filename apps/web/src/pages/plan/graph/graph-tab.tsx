import { PlanEdge } from '@mosaic/contract';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { Loading } from '../../../components/loading.tsx';
import { webLimits } from '../../../limits.ts';
import { criticalArrows } from '../../../plan/critical-arrows.ts';
import { dependencyGraph } from '../../../plan/dependency-graph.ts';
import { edgeWords } from '../edge-words.ts';
import { usePlan } from '../plan-context.ts';
import { useNodeForm } from '../use-node-form.ts';
import { ViewSwitch } from '../view-switch.tsx';
import { ArrowBar } from './arrow-bar.tsx';
import { EdgeTable } from './edge-table.tsx';
import { PlanFlow } from './plan-flow.tsx';
import { usePlaced } from './use-placed.ts';

const route = getRouteApi('/plans/$planId');

/** What waits for what, as a picture and as a table. */
export function PlanGraphTab() {
  const { document, outline, criticalPath } = usePlan();
  const search = route.useSearch();
  const [kind, setKind] = useState<PlanEdge['kind']>('sequential');
  const graph = useMemo(
    () =>
      dependencyGraph(outline, document.edges, {
        nodesMax: webLimits.planGraphNodes,
        openId: search.open,
      }),
    [outline, document.edges, search.open],
  );
  const critical = useMemo(
    () => criticalArrows(graph, outline, criticalPath),
    [graph, outline, criticalPath],
  );
  if (outline.nodes.length === 0) return <EmptyState title="Nothing to draw yet" />;
  return (
    <>
      <div className="graph-tools">
        <ViewSwitch />
        {search.view !== 'table' && <KindChoice kind={kind} onKind={setKind} />}
        {search.open !== undefined && (
          <Link
            to="."
            search={({ open: _open, ...rest }) => rest}
            resetScroll={false}
            className="button small"
          >
            Fold all
          </Link>
        )}
        <p className="hint">
          {graph.isFolded && 'Choose a folded node to open it. '}
          {search.view !== 'table' && 'Drag from the dot of a node to another, or press C on it.'}
        </p>
      </div>
      {search.view === 'table' ? (
        <EdgeTable />
      ) : (
        <Picture graph={graph} critical={critical} kind={kind} />
      )}
    </>
  );
}

interface PictureProps {
  graph: ReturnType<typeof dependencyGraph>;
  critical: ReturnType<typeof criticalArrows>;
  kind: PlanEdge['kind'];
}

function Picture({ graph, critical, kind }: PictureProps) {
  const { editor, onNode } = usePlan();
  const onForm = useNodeForm();
  const navigate = route.useNavigate();
  const placed = usePlaced(graph);
  const [arrowId, setArrowId] = useState<string | null>(null);
  const arrow = graph.arrows.find((each) => each.id === arrowId);
  const onConnect = useCallback(
    (from: string, to: string) => {
      const when = kind === 'conditional' ? { when: 'done' } : {};
      editor.edit([{ kind: 'connect', edge: PlanEdge.parse({ from, to, kind, ...when }) }]);
    },
    [editor, kind],
  );
  const onUnfold = useCallback(
    (open: string) => void navigate({ search: (old) => ({ ...old, open }), resetScroll: false }),
    [navigate],
  );
  const onAsk = useCallback((id: string) => onForm(id, 'connect'), [onForm]);
  if (placed === null) return <Loading label="Laying the graph out" />;
  return (
    <>
      {arrow !== undefined && <ArrowBar arrow={arrow} onClose={() => setArrowId(null)} />}
      <PlanFlow
        placed={placed}
        critical={critical}
        arrowId={arrow?.id ?? null}
        onNode={onNode}
        onUnfold={onUnfold}
        onAsk={onAsk}
        onConnect={onConnect}
        onArrow={setArrowId}
      />
    </>
  );
}

interface KindChoiceProps {
  kind: PlanEdge['kind'];
  onKind: (kind: PlanEdge['kind']) => void;
}

function KindChoice({ kind, onKind }: KindChoiceProps) {
  return (
    <label className="inline-field">
      Target of a new arrow
      <select
        value={kind}
        onChange={(event) => onKind(PlanEdge.shape.kind.parse(event.target.value))}
      >
        {Object.entries(edgeWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

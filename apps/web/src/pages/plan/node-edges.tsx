import type { PlanEdge } from '@mosaic/contract';
import { Icon } from '../../components/icon.tsx';
import { NodeLink } from './node-link.tsx';
import { usePlan } from './plan-context.ts';

const before: Readonly<Record<PlanEdge['kind'], string>> = {
  sequential: 'after',
  conditional: 'only after',
  parallel: 'beside',
  resource: 'never with',
};
const after: Readonly<Record<PlanEdge['kind'], string>> = {
  sequential: 'before',
  conditional: 'before',
  parallel: 'beside',
  resource: 'never with',
};

/** What a node waits for and what waits for it, each with a button that takes the arrow away. */
export function NodeEdges({ id }: { id: string }) {
  const { document, editor } = usePlan();
  const own = document.edges.filter((edge) => edge.from === id || edge.to === id);
  if (own.length === 0)
    return <p className="muted">Nothing waits for it, and it waits for nothing.</p>;
  return (
    <ul className="node-edges" aria-label="Dependencies">
      {own.map((edge) => {
        const other = edge.from === id ? edge.to : edge.from;
        return (
          <li key={`${edge.from}>${edge.to}>${edge.kind}`}>
            <span className="muted">{(edge.from === id ? after : before)[edge.kind]}</span>
            <span className="long-text">
              <NodeLink id={other} withTitle />
              {edge.when !== undefined && (
                <span className="muted"> if it {edge.when === 'done' ? 'is done' : 'failed'}</span>
              )}
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={`Take the arrow from ${edge.from} to ${edge.to} away`}
              onClick={() => editor.edit([{ kind: 'disconnect', from: edge.from, to: edge.to }])}
            >
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

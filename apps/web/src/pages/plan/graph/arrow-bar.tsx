import { Icon } from '../../../components/icon.tsx';
import { formatCount } from '../../../format/count.ts';
import type { PlanArrow } from '../../../plan/dependency-graph.ts';
import { edgeWords } from '../edge-words.ts';
import { NodeLink } from '../node-link.tsx';
import { usePlan } from '../plan-context.ts';

interface ArrowBarProps {
  arrow: PlanArrow;
  onClose: () => void;
}

const shownMax = 5;

/** What the chosen arrow stands for, and the button that takes it away. */
export function ArrowBar({ arrow, onClose }: ArrowBarProps) {
  const { editor } = usePlan();
  const remove = () => {
    editor.edit(arrow.edges.map(({ from, to }) => ({ kind: 'disconnect' as const, from, to })));
    onClose();
  };
  return (
    <div className="arrow-bar" role="status">
      <ul className="plain">
        {arrow.edges.slice(0, shownMax).map((edge) => (
          <li key={`${edge.from}>${edge.to}`}>
            <NodeLink id={edge.from} /> → <NodeLink id={edge.to} />{' '}
            <span className="muted">{edgeWords[edge.kind]}</span>
          </li>
        ))}
        {arrow.edges.length > shownMax && <li>and {arrow.edges.length - shownMax} more</li>}
      </ul>
      <button type="button" className="button small" onClick={remove}>
        Take away {arrow.edges.length > 1 && formatCount(arrow.edges.length, 'arrow')}
      </button>
      <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}

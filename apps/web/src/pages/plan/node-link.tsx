import type { MouseEvent } from 'react';
import { printable } from '../../text/printable-text.ts';
import { usePlan } from './plan-context.ts';

interface NodeLinkProps {
  id: string;
  withTitle?: boolean;
}

/**
 * Opens a node beside the page; what is no node of the plan (any more) is text.
 *
 * A plain anchor on purpose: hundreds of the router's links each follow the address.
 */
export function NodeLink({ id, withTitle = false }: NodeLinkProps) {
  const { outline, onNode } = usePlan();
  const node = outline.nodes[outline.positionOf.get(id) ?? -1];
  if (node === undefined) return <span className="mono">{printable(id)}</span>;
  const onClick = (event: MouseEvent<HTMLAnchorElement>) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || event.button !== 0) return;
    event.preventDefault();
    onNode(id);
  };
  return (
    <a href={`?node=${encodeURIComponent(id)}`} className="node-link" onClick={onClick}>
      <span className="mono">{id}</span>
      {withTitle && <span> {printable(node.title)}</span>}
    </a>
  );
}

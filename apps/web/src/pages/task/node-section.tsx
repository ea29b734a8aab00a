import type { TaskNode } from '@mosaic/contract';
import { Facts } from '../../components/facts.tsx';
import { printable } from '../../text/printable-text.ts';

/** What the plan says about the atomic, as it stood when the mission began. Shown as written. */
export function NodeSection({ node }: { node: TaskNode }) {
  return (
    <>
      <Facts
        facts={[
          ['Node', <code key="id">{node.id}</code>],
          [
            'Below',
            node.above.map(({ id, title }) => `${id} ${printable(title)}`).join(' › ') || null,
          ],
          ['For', node.agentType],
          ['Done when', <Lines key="done" lines={node.completionCriteria} />],
          [
            'Accepted when',
            node.acceptanceCriteria.length > 0 && (
              <Lines key="accepted" lines={node.acceptanceCriteria} />
            ),
          ],
          ['Files', node.files.length > 0 && <Lines key="files" lines={node.files} />],
        ]}
      />
      {node.description !== '' && <p className="long-text">{printable(node.description)}</p>}
    </>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="plain">
      {lines.map((line) => (
        <li key={line} className="long-text">
          {printable(line)}
        </li>
      ))}
    </ul>
  );
}

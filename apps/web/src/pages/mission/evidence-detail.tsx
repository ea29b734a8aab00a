import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useHub } from '../../app/hub-context.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { GateResult } from '../../components/gate-result.tsx';
import { LogText } from '../../components/log-text.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { queries } from '../../data/queries.ts';
import { formatBytes } from '../../format/bytes.ts';
import { formatDuration } from '../../format/duration.ts';
import { formatLabel } from '../../format/label.ts';
import { printable } from '../../text/printable-text.ts';

/** Everything needed to judge one gate run, and to repeat it by hand. */
export function EvidenceDetail({ evidenceId }: { evidenceId: string }) {
  const evidence = useQuery(queries.evidenceDetail(useHub(), evidenceId));
  return (
    <QueryView query={evidence} label="evidence">
      {(item) => (
        <>
          <p className="detail-title">
            <b>{item.gate}</b> <GateResult evidence={item} />
          </p>
          <Facts
            facts={[
              ['Command', <code key="command">{printable(item.command)}</code>],
              [
                'Ended',
                item.endedBy === 'exit'
                  ? `exit code ${item.exitCode ?? 'unknown'}`
                  : `${formatLabel(item.endedBy)}${item.exitCode === null ? '' : `, exit code ${item.exitCode}`}`,
              ],
              ['Duration', formatDuration(item.durationMs)],
              ['When', <TimeAgo key="when" at={item.createdAt} />],
              ['Commit', <code key="commit">{item.commit}</code>],
              ['Required', item.required ? 'yes' : 'no: it was red from the start'],
              ['Sandbox', item.sandboxed ? 'sandboxed' : 'not sandboxed'],
              [
                'Task',
                <Link key="task" to="/tasks/$taskId" params={{ taskId: item.taskId }}>
                  open the task
                </Link>,
              ],
              [
                'Log',
                `${formatBytes(item.logBytes)}${item.isLogComplete ? '' : ', only head and tail kept'}`,
              ],
              ['Log SHA-256', <code key="hash">{item.logSha256}</code>],
            ]}
          />
          <div className="section-head">
            <h3>Repeat it</h3>
            <CopyButton text={item.repeat} label="Copy" />
          </div>
          <LogText text={item.repeat} label="How to repeat" />
          <h3>Log</h3>
          <LogText
            text={item.log === '' ? 'The command printed nothing.' : item.log}
            label="Log of the gate"
          />
        </>
      )}
    </QueryView>
  );
}

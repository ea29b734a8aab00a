import type { Finding } from '@mosaic/contract';
import { Facts } from '../../components/facts.tsx';
import { printable } from '../../text/printable-text.ts';

/** What the report says. Its text is data: shown as written, never rendered. */
export function FindingSection({ finding }: { finding: Finding }) {
  return (
    <>
      <Facts
        facts={[
          [
            'Finding',
            <span key="id" className="mono">
              {printable(finding.id)}
            </span>,
          ],
          [
            'Report',
            <span key="source" className="mono">
              {printable(finding.source)}
            </span>,
          ],
          [
            'Rule',
            finding.rule && (
              <span key="rule" className="mono">
                {printable(finding.rule)}
              </span>
            ),
          ],
          ['Check', finding.check && <code key="check">{printable(finding.check)}</code>],
          [
            'Files',
            finding.files.length > 0 && (
              <ul key="files" className="plain mono">
                {finding.files.map((file) => (
                  <li key={`${file.path}:${file.line ?? ''}`} className="long-text">
                    {printable(file.path)}
                    {file.line !== null && `:${file.line}`}
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {finding.body.trim() !== '' && <p className="report-text">{printable(finding.body)}</p>}
    </>
  );
}

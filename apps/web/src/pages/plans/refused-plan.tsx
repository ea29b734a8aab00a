import { isMosaicError, PlanFinding } from '@mosaic/contract';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { printable } from '../../text/printable-text.ts';

interface RefusedPlanProps {
  error: Error;
  canKeep: boolean;
  onKeep: () => void;
}

const shownMax = 20;

/** Why there is no plan; one that does not compile can be kept as a draft and mended. */
export function RefusedPlan({ error, canKeep, onKeep }: RefusedPlanProps) {
  const findings = findingsOf(error);
  return (
    <>
      <ErrorNotice title="There is no plan yet" error={error} />
      {findings.length > 0 && (
        <ul className="refused-findings">
          {findings.slice(0, shownMax).map((finding, index) => (
            // Findings have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <li key={index} className="long-text">
              <code>{finding.code}</code> {printable(finding.message)}
            </li>
          ))}
          {findings.length > shownMax && <li>and {findings.length - shownMax} more</li>}
        </ul>
      )}
      {canKeep && findings.length > 0 && (
        <button type="button" className="button keep-draft" onClick={onKeep}>
          Keep it as a draft and mend it
        </button>
      )}
    </>
  );
}

function findingsOf(error: Error): PlanFinding[] {
  if (!isMosaicError(error)) return [];
  const parsed = PlanFinding.array().safeParse(error.details.findings);
  return parsed.success ? parsed.data : [];
}

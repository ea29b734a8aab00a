import type { Evidence } from '@mosaic/contract';
import { Icon } from './icon.tsx';

/** Green, red, or red but not required because it was so from the start. */
export function GateResult({ evidence }: { evidence: Pick<Evidence, 'passed' | 'required'> }) {
  if (evidence.passed) {
    return (
      <span className="badge tone-ok">
        <Icon name="done" />
        Passed
      </span>
    );
  }
  return (
    <span className={`badge ${evidence.required ? 'tone-bad' : 'tone-warn'}`}>
      <Icon name="failed" />
      {evidence.required ? 'Failed' : 'Failed, not required'}
    </span>
  );
}

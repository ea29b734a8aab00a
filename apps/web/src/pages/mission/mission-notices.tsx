import type { Mission } from '@mosaic/contract';
import { Icon } from '../../components/icon.tsx';
import { formatCount } from '../../format/count.ts';
import { printable } from '../../text/printable-text.ts';

/** What the reader must know before trusting the numbers: warnings, missing services, why it stopped. */
export function MissionNotices({ mission }: { mission: Mission }) {
  const { warnings, notConfigured, stopReason, waitingFor } = mission;
  const isQuiet = warnings.length + notConfigured.length + waitingFor.length === 0;
  if (isQuiet && stopReason === null) return null;
  return (
    <div className="notices">
      {stopReason !== null && (
        <div className="notice tone-wait">
          <Icon name="stopped" />
          <p className="long-text">
            <b>Stopped:</b> {printable(stopReason)}
          </p>
        </div>
      )}
      {waitingFor.length > 0 && (
        <div className="notice tone-wait">
          <Icon name="in-progress" />
          <ul>
            {waitingFor.map((line) => (
              <li key={line} className="long-text">
                {printable(line)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {warnings.length > 0 && (
        <details className="notice tone-warn">
          <summary>
            <Icon name="warning" />
            {formatCount(warnings.length, 'warning')}
          </summary>
          <ul>
            {warnings.map((warning) => (
              <li key={warning} className="long-text">
                {printable(warning)}
              </li>
            ))}
          </ul>
        </details>
      )}
      {notConfigured.length > 0 && (
        <details className="notice tone-wait">
          <summary>
            <Icon name="info" />
            {formatCount(notConfigured.length, 'service')} not connected
          </summary>
          <ul>
            {notConfigured.map((note) => (
              <li key={note} className="long-text">
                {printable(note)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

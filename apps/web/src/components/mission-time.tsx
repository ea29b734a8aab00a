import type { Mission } from '@mosaic/contract';
import { Elapsed } from './elapsed.tsx';
import { TimeAgo } from './time-ago.tsx';

/** How long it runs or ran; the clock of a stopped mission stands. */
export function MissionTime({ mission }: { mission: Mission }) {
  if (mission.finishedAt !== null) {
    return (
      <span>
        ended <TimeAgo at={mission.finishedAt} />, took{' '}
        <Elapsed from={mission.createdAt} to={mission.finishedAt} />
      </span>
    );
  }
  if (mission.status === 'stopped') {
    return (
      <span>
        started <TimeAgo at={mission.createdAt} />
      </span>
    );
  }
  return (
    <span>
      running for <Elapsed from={mission.createdAt} to={null} />
    </span>
  );
}

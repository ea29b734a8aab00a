import { type Mission, operations } from '@mosaic/contract';
import { useQueryClient } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Icon } from '../../components/icon.tsx';
import { keys } from '../../data/keys.ts';
import { useCommand } from '../../data/use-command.ts';

/** Stop and resume: each undoes the other, so neither asks twice. */
export function MissionActions({ mission }: { mission: Mission }) {
  const queryClient = useQueryClient();
  const keep = (next: Mission) => {
    queryClient.setQueryData(keys.mission(next.id), next);
    void queryClient.invalidateQueries({ queryKey: keys.missions });
  };
  const stop = useCommand(operations.stopMission, keep);
  const resume = useCommand(operations.resumeMission, keep);
  const missionId = mission.id;
  const error = stop.error ?? resume.error;
  const isActive = mission.status === 'running' || mission.status === 'preparing';

  return (
    <div className="mission-actions">
      {isActive && (
        <button
          type="button"
          className="button"
          disabled={stop.isPending}
          title="Runs in progress end first; nothing is lost"
          onClick={() => stop.mutate({ missionId, reason: 'stopped in the dashboard' })}
        >
          <Icon name="stopped" />
          {stop.isPending ? 'Asking to stop …' : 'Stop'}
        </button>
      )}
      {mission.status === 'stopping' && <p className="muted">Runs in progress end first.</p>}
      {mission.status === 'stopped' && (
        <button
          type="button"
          className="button primary"
          disabled={resume.isPending}
          onClick={() => resume.mutate({ missionId })}
        >
          <Icon name="play" />
          {resume.isPending ? 'Resuming …' : 'Resume'}
        </button>
      )}
      {error !== null && <ErrorNotice title="That did not work" error={error} />}
    </div>
  );
}

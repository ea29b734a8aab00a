import { type Mission, TaskStatus } from '@mosaic/contract';
import { SearchBox } from '../../components/search-box.tsx';
import { formatLabel } from '../../format/label.ts';
import type { MissionSearch } from './mission-search.ts';

/** New values for some of the fields; undefined takes one out of the address. */
export type SearchChange = { [Key in keyof MissionSearch]: MissionSearch[Key] | undefined };

interface TaskFiltersProps {
  mission: Mission;
  search: MissionSearch;
  /** How many match, in words. */
  count: string;
  onChange: (change: SearchChange) => void;
}

export function TaskFilters({ mission, search, count, onChange }: TaskFiltersProps) {
  return (
    <search className="filters" aria-label="Filter tasks">
      <SearchBox
        label="Text"
        placeholder="Key, title, file, agent"
        value={search.q ?? ''}
        onValue={(q) => onChange({ q })}
      />
      <label>
        <span className="visually-hidden">Status</span>
        <select
          value={search.status ?? ''}
          onChange={(event) => onChange({ status: TaskStatus.safeParse(event.target.value).data })}
        >
          <option value="">Any status</option>
          {TaskStatus.options.map((status) => (
            <option key={status} value={status}>
              {formatLabel(status)} ({mission.tasks[status]})
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="visually-hidden">Phase</span>
        <select
          value={search.phase ?? ''}
          onChange={(event) => onChange({ phase: Number(event.target.value) || undefined })}
        >
          <option value="">Any phase</option>
          {mission.phases.map((phase) => (
            <option key={phase.number} value={phase.number}>
              {phase.number} {phase.name}
            </option>
          ))}
        </select>
      </label>
      <p className="muted filter-count" role="status">
        {count}
      </p>
    </search>
  );
}

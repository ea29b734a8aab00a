import { getRouteApi } from '@tanstack/react-router';
import { defaultWorkers } from './plan-search.ts';

const route = getRouteApi('/plans/$planId');
const offered = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64];

/** With how many workers schedule and forecast are made. */
export function WorkersChoice() {
  const { workers = defaultWorkers } = route.useSearch();
  const navigate = route.useNavigate();
  const choices = offered.includes(workers) ? offered : [...offered, workers].sort((a, b) => a - b);
  return (
    <label className="inline-field">
      Workers
      <select
        value={workers}
        onChange={(event) => {
          const next = Number(event.target.value);
          void navigate({
            search: ({ workers: _workers, ...old }) =>
              next === defaultWorkers ? old : { ...old, workers: next },
            replace: true,
            resetScroll: false,
          });
        }}
      >
        {choices.map((count) => (
          <option key={count} value={count}>
            {count}
          </option>
        ))}
      </select>
    </label>
  );
}

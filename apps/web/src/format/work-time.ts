/** Minutes of work, which are no hours of the wall clock: `25 min`, `1 h 20`, `12 h`, `140 h`. */
export function formatWork(minutes: number): string {
  const rounded = Math.round(Math.max(0, minutes));
  if (rounded < 60) return `${rounded} min`;
  const hours = Math.floor(rounded / 60);
  const rest = rounded % 60;
  if (rest === 0 || hours >= 100) {
    return `${Math.round(rounded / 60).toLocaleString('en')} h`;
  }
  return `${hours} h ${String(rest).padStart(2, '0')}`;
}

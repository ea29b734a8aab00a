/** Minutes of work in a day of eight hours. */
const dayMinutes = 480;

/** Minutes of work for people: `25 min`, `3 h 20 min`, `2 d 4 h`; a day has eight hours. */
export function workText(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  const days = Math.floor(whole / dayMinutes);
  const hours = Math.floor((whole % dayMinutes) / 60);
  const rest = whole % 60;
  if (days === 0) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return hours === 0 ? `${days} d` : `${days} d ${hours} h`;
}

/** Millionths of a US dollar as dollars; cents only where they matter. */
export function costText(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  return `$${dollars < 100 ? dollars.toFixed(2) : Math.round(dollars).toLocaleString('en-US')}`;
}

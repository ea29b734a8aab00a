/** `completed_with_deferrals` → `Completed with deferrals`. */
export function formatLabel(code: string): string {
  const words = code.replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

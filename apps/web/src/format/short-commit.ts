/** The ten characters people compare; the full id stays in the title. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 10);
}

/** Topic of hints that a namespace changed. */
export function changedTopic({ tenant, namespace }: { tenant: string; namespace: string }): string {
  return `state:${tenant}/${namespace}`;
}

/** Id in the page of a row, for the frame to name the active one. */
export function rowDomId(id: string): string {
  return `node-${id}`;
}

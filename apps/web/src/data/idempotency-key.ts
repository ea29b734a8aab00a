/**
 * A key for one intent of the user: sending the form again repeats the answer, not the deed.
 *
 * Not `randomUUID`, which browsers withhold on plain HTTP outside of loopback.
 */
export function createIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

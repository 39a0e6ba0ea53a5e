/** An id that nobody else has. `crypto.randomUUID` is there over HTTPS and on the own machine only. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

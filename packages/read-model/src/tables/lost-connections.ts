/** What is needed of `pg`'s pool and of its clients. */
type Client = { once(event: 'end', listener: () => void): unknown; release(destroy: boolean): void };
type Pool = { on(event: 'acquire' | 'release', listener: (...args: never[]) => void): unknown };

/** Who holds a connection that is gone learns so at once, and gives it back at once. */
const GIVEN_BACK_WITHIN_MS = 1000;

/**
 * Takes back connections that the server ended while somebody held them. Kysely does not give a connection back when a
 * transaction's `begin` or `rollback` fails on it: each would take a place in the pool forever, and keep it from closing.
 */
export function releaseLostConnections(pool: Pool): void {
  const held = new Set<Client>();
  const watched = new WeakSet<Client>();
  const release = (client: Client) => {
    if (held.delete(client)) client.release(true);
  };
  pool.on('acquire', (client: Client) => {
    held.add(client);
    if (watched.has(client)) return;
    watched.add(client);
    client.once('end', () => setTimeout(() => release(client), GIVEN_BACK_WITHIN_MS).unref());
  });
  pool.on('release', (_error: unknown, client: Client) => void held.delete(client));
}

/** What is needed of `pg`'s pool and of its clients. */
type Client = {
  query(...query: unknown[]): unknown;
  once(event: 'end', listener: () => void): unknown;
  end(): Promise<void>;
  release(destroy: boolean): void;
};
type Pool = {
  on(event: 'connect' | 'acquire', listener: (client: Client) => void): unknown;
  on(event: 'release', listener: (error: unknown, client: Client) => void): unknown;
};

/** PostgreSQL has not answered a statement in time. Its connection is closed: what comes of the statement is not known. */
export class StatementTimeoutError extends Error {
  override name = 'StatementTimeoutError';
}

/** The connections of a pool that somebody holds. */
export type HeldConnections = {
  /** Ends them, with what is under way on them. */
  end(): void;
};

/** Who holds a connection that is gone learns so at once, and gives it back at once. */
const GIVEN_BACK_WITHIN_MS = 1000;

/**
 * Sees to it that no connection is waited for without an end, in two ways. A statement that is not answered in time fails
 * and takes its connection with it; `pg`'s own `query_timeout` would leave the connection in the pool, with the statement
 * still running on it. And a connection that the server ended while somebody held it is taken back: Kysely does not give
 * it back when a transaction's `begin` or `rollback` fails on it, so that each would take a place in the pool for ever,
 * and keep it from closing.
 */
export function watchConnections(pool: Pool, statementTimeoutMs: number): HeldConnections {
  const held = new Set<Client>();
  pool.on('connect', (client) => {
    boundStatements(client, statementTimeoutMs);
    client.once('end', () =>
      setTimeout(() => {
        if (held.delete(client)) client.release(true);
      }, GIVEN_BACK_WITHIN_MS).unref(),
    );
  });
  pool.on('acquire', (client) => void held.add(client));
  pool.on('release', (_error, client) => void held.delete(client));
  return {
    end() {
      for (const client of held) void client.end();
    },
  };
}

function boundStatements(client: Client, timeoutMs: number): void {
  const query = client.query.bind(client);
  client.query = (...statement) => {
    const answer = query(...statement);
    return answer instanceof Promise ? answeredInTime(answer, client, timeoutMs) : answer;
  };
}

async function answeredInTime<T>(answer: Promise<T>, client: Client, timeoutMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new StatementTimeoutError(`PostgreSQL did not answer within ${timeoutMs / 1000} s`));
    // With a statement under way this breaks the connection, and does not wait for the server.
    void client.end();
  }, timeoutMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

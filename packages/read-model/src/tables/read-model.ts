import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { type HeldConnections, watchConnections } from './connections.ts';
import {
  DeletedRequest,
  Image,
  Product,
  RejectedRow,
  Request,
  UnforgottenRequest,
  WebhookAttempt,
  WebhookEndpoint,
} from './entities.ts';
import { migrationsList } from './migrations.ts';
import { transact, type Write } from './transact.ts';

/** The schema that the services read and write. */
export const READ_MODEL_SCHEMA = 'halftone';

export type ReadModelOptions = {
  /** PostgreSQL's URL with user, password and database. */
  url: string;
  /** Where the tables are; another one than the services' own is only for a rebuild. */
  schema?: string;
  /** The most connections that are open at once. */
  poolSize?: number;
  /** How long PostgreSQL may take to answer a statement, in milliseconds; a minute when left out. */
  statementTimeoutMs?: number;
};

export type Statement = { text: string; values: unknown[] };

/** An open connection pool to the read model. */
export type ReadModel = AsyncDisposable & {
  /** The schema of the tables. Plain SQL has to name it: a connection holds no search path. */
  readonly schema: string;
  readonly orm: MikroORM;
  /**
   * The rows of a statement past the ORM: for what is asked so often that to build the statement and the entities would
   * cost more than the database.
   */
  query(statement: Statement): Promise<unknown[][]>;
  /** Runs statements in one transaction past the ORM; see `transact`. */
  transact(writes: readonly Write[]): Promise<Record<string, unknown>[]>;
  /** An entity manager of its own for one unit of work. */
  em(): EntityManager;
  /** Throws when PostgreSQL is not reachable, or the tables are not there yet. */
  check(): Promise<void>;
};

const STATEMENT_TIMEOUT_MS = 60_000;
/** A server that is gone without a word is noticed after this time and ten probes, a second apart. */
const KEEP_ALIVE_AFTER_MS = 10_000;
/** How long what is under way may go on when the pool is closed. */
const CLOSE_TIMEOUT_MS = 2000;

/** It stands in plain SQL. */
const SCHEMA_NAME = /^[a-z][a-z_]*$/;

/**
 * Opens the read model. Does not connect yet, and does not migrate: see {@link migrate}. Its connections hold no state
 * beyond a transaction, so that a pooler may hand them on.
 * @throws when the address is no URL, without the address, which holds a password
 */
export async function openReadModel(options: ReadModelOptions): Promise<ReadModel> {
  if (!URL.canParse(options.url)) throw new Error('the address of PostgreSQL is not a URL');
  const schema = options.schema ?? READ_MODEL_SCHEMA;
  if (!SCHEMA_NAME.test(schema)) throw new Error(`${schema} is no name for the schema of a read model`);
  let held: HeldConnections | undefined;
  const orm = await MikroORM.init({
    clientUrl: options.url,
    schema,
    entities: [
      Request,
      Product,
      RejectedRow,
      Image,
      WebhookAttempt,
      WebhookEndpoint,
      DeletedRequest,
      UnforgottenRequest,
    ],
    extensions: [Migrator],
    migrations: { migrationsList, schema, snapshot: false, silent: true },
    pool: { max: options.poolSize ?? 5 },
    driverOptions: {
      // The URL as a whole, since it may ask for more than the ORM takes from it (TLS, a socket).
      connectionString: options.url,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
      onPoolCreated(pool: Parameters<typeof watchConnections>[0]) {
        held = watchConnections(pool, options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS);
      },
    },
  });
  // Resolving the context would answer with another read model's manager while that one has a transaction open.
  const em = () => orm.em.fork({ disableContextResolution: true });
  return {
    schema,
    orm,
    em,
    query: (statement) => queryPast(orm, statement),
    transact: (writes) => transact(orm, writes),
    async check() {
      await em().execute(`select from ${schema}.requests limit 0`);
    },
    async [Symbol.asyncDispose]() {
      const overdue = setTimeout(() => held?.end(), CLOSE_TIMEOUT_MS);
      await orm.close();
      clearTimeout(overdue);
    },
  };
}

async function queryPast(orm: MikroORM, statement: Statement): Promise<unknown[][]> {
  const pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  try {
    return (await client.query({ ...statement, rowMode: 'array' })).rows;
  } finally {
    client.release();
  }
}

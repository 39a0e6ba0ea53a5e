import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import {
  DeletedRequest,
  Image,
  Product,
  RejectedRow,
  Request,
  UnforgottenRequest,
  WebhookAttempt,
} from './entities.ts';
import { releaseLostConnections } from './lost-connections.ts';
import { migrationsList } from './migrations.ts';

/** The schema that the services read and write. */
export const READ_MODEL_SCHEMA = 'halftone';

export type ReadModelOptions = {
  /** PostgreSQL's URL with user, password and database. */
  url: string;
  /** Where the tables are; another one than the services' own is only for a rebuild. */
  schema?: string;
  /** The most connections that are open at once. */
  poolSize?: number;
  /** Has PostgreSQL refuse every write of these connections, whatever the role may do. */
  readOnly?: boolean;
};

/** The name stands for the text: the two belong together. */
export type Statement = { name: string; text: string; values: unknown[] };

/** An open connection pool to the read model. */
export type ReadModel = AsyncDisposable & {
  readonly schema: string;
  readonly orm: MikroORM;
  /**
   * The rows of a statement that each connection plans once, past the ORM: for what is asked so often that to build the
   * statement and the entities would cost more than the database.
   */
  query(statement: Statement): Promise<unknown[][]>;
  /** An entity manager of its own for one unit of work. Plain SQL in it finds the tables without naming the schema. */
  em(): EntityManager;
  /** Throws when PostgreSQL is not reachable, or the tables are not there yet. */
  check(): Promise<void>;
};

/**
 * Opens the read model. Does not connect yet, and does not migrate: see {@link migrate}.
 * @throws when the address is no URL, without the address, which holds a password
 */
export async function openReadModel(options: ReadModelOptions): Promise<ReadModel> {
  if (!URL.canParse(options.url)) throw new Error('the address of PostgreSQL is not a URL');
  const schema = options.schema ?? READ_MODEL_SCHEMA;
  const orm = await MikroORM.init({
    clientUrl: options.url,
    schema,
    entities: [Request, Product, RejectedRow, Image, WebhookAttempt, DeletedRequest, UnforgottenRequest],
    extensions: [Migrator],
    migrations: { migrationsList, schema, snapshot: false, silent: true },
    pool: { max: options.poolSize ?? 5 },
    driverOptions: {
      // The URL as a whole, since it may ask for more than the ORM takes from it (TLS, a socket).
      connectionString: options.url,
      connectionTimeoutMillis: 5000,
      keepAlive: true,
      onPoolCreated: releaseLostConnections,
      options: `-c search_path=${schema}${options.readOnly ? ' -c default_transaction_read_only=on' : ''}`,
    },
  });
  // Resolving the context would answer with another read model's manager while that one has a transaction open.
  const em = () => orm.em.fork({ disableContextResolution: true });
  return {
    schema,
    orm,
    em,
    async query(statement) {
      const pool = await orm.em.getConnection().getNativeClient();
      return (await pool.query({ ...statement, rowMode: 'array' })).rows;
    },
    async check() {
      await em().execute('select from requests limit 0');
    },
    [Symbol.asyncDispose]: () => orm.close(),
  };
}

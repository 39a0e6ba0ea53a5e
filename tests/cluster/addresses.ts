/**
 * Every part listens on a loopback address of its own, as if each stood on a machine of its own, and so on its usual port.
 * The process number is in them: two runs on one machine do not meet.
 */
const NETWORK = `127.${64 + ((process.pid >> 8) % 128)}.${process.pid % 256}`;

const at = (last: number) => `${NETWORK}.${last}`;

export const PROXY = { host: at(2), port: 3000 };
export const NATS_HOSTS = [at(11), at(12), at(13)];
export const PGBOUNCER_HOST = at(20);

/** The address of one of the two instances of a service, by the place of the service among all. */
export const instanceHost = (service: number, instance: number) => at(100 + 10 * service + instance);

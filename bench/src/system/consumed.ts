import { STREAM } from '@halftone/contracts';
import { type ConnectionOptions, connect } from 'nats';

/** The sequence up to which a durable consumer has acknowledged everything. */
export async function consumedUpTo(url: string, durable: string): Promise<number> {
  const connection = await connect(natsOptions(url));
  try {
    const jsm = await connection.jetstreamManager();
    return (await jsm.consumers.info(STREAM.name, durable)).ack_floor.stream_seq;
  } finally {
    await connection.close();
  }
}

/** How many bytes the log takes on the disk of its server. */
export async function bytesOfLog(url: string): Promise<number> {
  const connection = await connect(natsOptions(url));
  try {
    const jsm = await connection.jetstreamManager();
    return (await jsm.streams.info(STREAM.name)).state.bytes;
  } finally {
    await connection.close();
  }
}

/** The client does not read user and password from the address. */
export function natsOptions(url: string): ConnectionOptions {
  const { username, password, host } = new URL(url);
  return { servers: host, user: decodeURIComponent(username), pass: decodeURIComponent(password) };
}

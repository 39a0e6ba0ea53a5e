import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which anything can be sent, as only a hostile client would. */
export async function rawClient(url: string): Promise<Socket & AsyncDisposable> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // To be cut off is what the tests are about.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return Object.assign(socket, { [Symbol.asyncDispose]: async () => void socket.destroy() });
}

/** The head of a request with these header fields. */
export function head(line: string, fields: Record<string, string | number> = {}): string {
  const lines = Object.entries({ host: 'gateway', ...fields }).map(([name, value]) => `${name}: ${value}`);
  return [`${line} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

export type RawAnswer = { status: number; head: string; body: unknown };

/** What comes until the gateway closes the connection. */
export async function answerOn(socket: Socket): Promise<RawAnswer> {
  let all = '';
  socket.on('data', (bytes) => {
    all += bytes;
  });
  // Whether it is closed or cut off.
  await new Promise((resolve) => socket.once('close', resolve));
  const end = all.indexOf('\r\n\r\n');
  const body = all.slice(end + 4);
  return {
    status: Number(all.split(' ')[1]),
    head: all.slice(0, end),
    body: body.startsWith('{') ? JSON.parse(body) : body,
  };
}

import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** A server that the test closes with all its connections. */
export type Origin = AsyncDisposable & { url: string; host: string };

/**
 * An origin that speaks HTTP.
 * @param connected called for every connection, also one that never asks for anything
 */
export async function httpOrigin(listener: RequestListener, connected = () => {}): Promise<Origin> {
  return listen(createHttpServer(listener).on('connection', connected));
}

/** An origin that writes whatever it likes, once a request has arrived. */
export async function rawOrigin(answer: (socket: Socket) => void): Promise<Origin> {
  return listen(createServer((socket) => socket.once('data', () => answer(socket))));
}

/** Has the server listen on loopback. */
export async function listen(server: Server): Promise<Origin> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // Clients that hang up on a misbehaving server are what these tests are about.
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}`,
    host,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

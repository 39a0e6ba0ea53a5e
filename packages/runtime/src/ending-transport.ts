import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

type Listener = (response: IncomingMessage) => void;

export type EndingTransport = {
  request(target: RequestOptions | string | URL, listener?: RequestOptions | Listener): ClientRequest;
};

/**
 * HTTP for the S3 client, which itself waits forever on a server that accepts a connection and then says nothing: each
 * request ends with its connection when the server is silent for too long, and when the signal is aborted.
 */
export function createEndingTransport(
  protocol: string,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal },
): EndingTransport {
  const { request: send } = protocol === 'https:' ? https : http;
  return {
    request(options, listener) {
      if (typeof options === 'string' || options instanceof URL || typeof listener !== 'function') {
        throw new TypeError('the S3 client is expected to pass options and a listener');
      }
      // As an option, the time counts from the start of connecting.
      const request = send({ ...options, timeout: timeoutMs }, listener);
      const end = (reason: Error) => void request.destroy(reason);
      const abort = () => end(signal?.reason);
      request.on('timeout', () => end(new Error('The object store does not answer')));
      request.on('close', () => signal?.removeEventListener('abort', abort));
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
      return request;
    },
  };
}

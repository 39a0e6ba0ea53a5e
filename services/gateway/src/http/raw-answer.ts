import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { PROBLEM_TYPE, Problem, problemBody } from '../problems/problems.ts';
import { REQUEST_ID_FIELD, REQUEST_ID_HEADER } from './request-id.ts';
import type { SecurityHeaders } from './security-headers.ts';

/** How long a client may take to read a refusal before its connection is closed in any case. */
const CLOSE_AFTER_MS = 2000;

/** Refuses on a connection itself, where there is no request that could be answered, and closes it. */
export type RefuseOnSocket = (problem: Problem, socket: Socket) => void;

/**
 * The refusal carries an id as every answer does, and has a line in the log.
 * @param publicUrl the address of the gateway as clients see it, without a slash at the end
 */
export function refuseOnSocket(
  headers: SecurityHeaders,
  { publicUrl, logger }: { publicUrl: string; logger: Pick<FastifyBaseLogger, 'info'> },
): RefuseOnSocket {
  return (problem, socket) => {
    const id = randomUUID();
    const { status, code } = problem;
    logger.info({ [REQUEST_ID_FIELD]: id, status, code }, 'connection refused');
    const body = JSON.stringify(problemBody(problem, publicUrl));
    const fields = {
      [REQUEST_ID_HEADER]: id,
      connection: 'close',
      'content-type': PROBLEM_TYPE,
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const statusLine = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
    // Else a client that goes on sending would keep the connection, and whoever reads from it.
    const closing = setTimeout(() => socket.destroy(), CLOSE_AFTER_MS);
    socket.once('close', () => clearTimeout(closing));
    socket.end([statusLine, ...lines, '', body].join('\r\n'));
  };
}

/** Answers what is not HTTP enough to become a request, or does not become one in time. */
export function answerClientError(refuse: RefuseOnSocket) {
  return (err: NodeJS.ErrnoException, socket: Socket): void => {
    if (err.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else refuse(clientProblem(err.code), socket);
  };
}

function clientProblem(code: string | undefined): Problem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request_timeout', 'The request did not arrive in time.');
    case 'HPE_HEADER_OVERFLOW':
      return new Problem('headers_too_large', 'The header fields are larger than the server accepts.');
    default:
      return new Problem('invalid_request', 'This is not a valid HTTP request.');
  }
}

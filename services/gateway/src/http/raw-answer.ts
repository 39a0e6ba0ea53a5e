import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_TYPE, Problem, problemBody } from '../problems/problems.ts';
import type { SecurityHeaders } from './security-headers.ts';

/** How long a client may take to read a refusal before its connection is closed in any case. */
const CLOSE_AFTER_MS = 2000;

/** Refuses on a connection itself, where there is no request that could be answered, and closes it. */
export type RefuseOnSocket = (problem: Problem, socket: Socket) => void;

export function refuseOnSocket(headers: SecurityHeaders): RefuseOnSocket {
  return (problem, socket) => {
    const body = JSON.stringify(problemBody(problem));
    const fields = {
      connection: 'close',
      'content-type': PROBLEM_TYPE,
      'content-length': String(Buffer.byteLength(body)),
      ...headers,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const status = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`;
    // Else a client that goes on sending would keep the connection, and whoever reads from it.
    const closing = setTimeout(() => socket.destroy(), CLOSE_AFTER_MS);
    socket.once('close', () => clearTimeout(closing));
    socket.end([status, ...lines, '', body].join('\r\n'));
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

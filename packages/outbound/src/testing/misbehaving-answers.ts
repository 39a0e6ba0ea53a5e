import type { Socket } from 'node:net';

/** What a server writes once it was asked: text, after which it closes the connection, or whatever it does. */
export type Answer = string | ((socket: Socket) => unknown);

/** The result: for a download the bytes or why there are none, for a webhook the status or why there is none. */
export type Misbehaviour = readonly [
  what: string,
  answer: Answer,
  downloaded: { bytes: string } | { code: string; retryable: boolean },
  posted: number | string,
];

const NOT_HTTP = { code: 'connection_failed', retryable: false };
const BROKEN_OFF = { code: 'connection_failed', retryable: true };
const TIMEOUT = { code: 'timeout', retryable: true };
const ODD_STATUS = { code: 'unexpected_status', retryable: false };
const BYTES = { bytes: 'abc' };
const NOTHING = { bytes: '' };
const NOT_FOUND = { code: 'not_found', retryable: false };
const TOO_LARGE = { code: 'too_large', retryable: false };
const TRUNCATED = { code: 'truncated', retryable: true };
const INVALID_URL = { code: 'invalid_url', retryable: false };
const TOO_MANY = { code: 'too_many_redirects', retryable: false };

const OK = 'HTTP/1.1 200 OK\r\n';
const WITH_LENGTH = `${OK}content-length: 3\r\n`;
const NO = 'HTTP/1.1 404 No\r\n';
const REDIRECT = 'HTTP/1.1 302 Found\r\n';
const NO_BODY = 'content-length: 0\r\n\r\n';
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

/** Writes the beginning, and then the rest for as long as somebody listens. */
const flood = (beginning: string, rest: string) => (socket: Socket) => {
  socket.write(beginning);
  const more = () => socket.destroyed || socket.write(rest, () => setImmediate(more));
  more();
};
const drip = (beginning: string, rest: string) => (socket: Socket) => {
  socket.write(beginning);
  const timer = setInterval(() => socket.write(rest), 20);
  socket.on('close', () => clearInterval(timer));
};
/** Writes it, and keeps the connection. */
const hang = (beginning: string) => (socket: Socket) => socket.write(beginning);

const STATUS_LINES: readonly Misbehaviour[] = [
  ['answers with HTTP/0.9', '<html>hello</html>', NOT_HTTP, 'connection_failed'],
  ['answers with HTTP/3.0', 'HTTP/3.0 200 OK\r\n\r\nabc', NOT_HTTP, 'connection_failed'],
  ['answers with TLS', '\x16\x03\x01\x02\x00\x01', NOT_HTTP, 'connection_failed'],
  ['answers with HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nabc', BYTES, 200],
  ['leaves the reason phrase out', 'HTTP/1.1 200\r\n\r\nabc', BYTES, 200],
  ['answers with words for a status', 'HTTP/1.1 abc OK\r\n\r\n', NOT_HTTP, 'connection_failed'],
  ['answers with status 000', 'HTTP/1.1 000 Oh\r\n\r\n', NOT_HTTP, 'connection_failed'],
  ['answers with status 99', 'HTTP/1.1 99 Oh\r\n\r\n', NOT_HTTP, 'connection_failed'],
  ['answers with status 999', `HTTP/1.1 999 Oh\r\n${NO_BODY}`, ODD_STATUS, 999],
  ['answers with status 1000', 'HTTP/1.1 1000 Oh\r\n\r\n', NOT_HTTP, 'connection_failed'],
  ['drips its status line', drip('H', 'T'), NOT_HTTP, 'connection_failed'],
  ['begins with empty lines without end', flood('', '\r\n'.repeat(500)), TIMEOUT, 'timeout'],
];

const INTERIM_ANSWERS: readonly Misbehaviour[] = [
  ['sends hints before the answer', `HTTP/1.1 103 Early Hints\r\n\r\n${WITH_LENGTH}\r\nabc`, BYTES, 200],
  ['sends hints and hangs up', 'HTTP/1.1 103 Early Hints\r\n\r\n', BROKEN_OFF, 'connection_failed'],
  ['sends hints without end', flood('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), NOT_HTTP, 'timeout'],
  ['drips hints without end', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), NOT_HTTP, 'timeout'],
  ['asks for a body', `HTTP/1.1 100 Continue\r\n\r\n${WITH_LENGTH}\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['changes the protocol', 'HTTP/1.1 101 Switching\r\n\r\nabc', NOT_HTTP, 'connection_failed'],
  [
    'changes the protocol by name',
    'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nabc',
    NOT_HTTP,
    'connection_failed',
  ],
];

const HEADERS: readonly Misbehaviour[] = [
  ['ends lines with LF', 'HTTP/1.1 200 OK\ncontent-length: 3\n\nabc', NOT_HTTP, 'connection_failed'],
  ['ends lines with CR', 'HTTP/1.1 200 OK\rcontent-length: 3\r\rabc', NOT_HTTP, 'connection_failed'],
  ['hides CR in a header', `${WITH_LENGTH}x: a\rb\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['hides NUL in a header', `${WITH_LENGTH}x: a\0b\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['folds a header', `${WITH_LENGTH}x: a\r\n b\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['puts a blank before the colon', `${WITH_LENGTH}x : a\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['forgets the colon', `${WITH_LENGTH}x\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['sends a header without a name', `${WITH_LENGTH}: a\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  [
    'names headers like parts of an object',
    `${WITH_LENGTH}__proto__: x\r\n__proto__: y\r\nconstructor: z\r\ntoString: q\r\nthen: r\r\n\r\nabc`,
    BYTES,
    200,
  ],
  ['sends too many headers', flood(OK, 'a: b\r\n'.repeat(100)), NOT_HTTP, 'connection_failed'],
  ['sends a header that is too large', flood(`${OK}a: `, 'b'.repeat(1000)), NOT_HTTP, 'connection_failed'],
  ['sends a name that is too large', flood(OK, 'b'.repeat(1000)), NOT_HTTP, 'connection_failed'],
  ['drips a header', drip(`${OK}x: `, 'a'), TIMEOUT, 'timeout'],
];

const LENGTHS: readonly Misbehaviour[] = [
  ['says a negative length', `${OK}content-length: -3\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['says a length with a sign', `${OK}content-length: +3\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['says a hexadecimal length', `${OK}content-length: 0x3\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['says an empty length', `${OK}content-length:\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['says a list of lengths', `${OK}content-length: 3, 3\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  ['says two lengths', `${WITH_LENGTH}content-length: 4\r\n\r\nabc`, NOT_HTTP, 'connection_failed'],
  [
    'says a length of 26 digits',
    `${OK}content-length: ${'9'.repeat(26)}\r\n\r\nabc`,
    NOT_HTTP,
    'connection_failed',
  ],
  [
    'says a length, and chunks',
    `${WITH_LENGTH}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    NOT_HTTP,
    'connection_failed',
  ],
  [
    'says chunks, and a length',
    `${OK}transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    NOT_HTTP,
    'connection_failed',
  ],
  ['sends more than it said', `${WITH_LENGTH}\r\nabcdefg`, BYTES, 200],
  ['sends two answers', `${WITH_LENGTH}\r\nabc${WITH_LENGTH}\r\nxyz`, BYTES, 200],
  ['sends less than it said', `${WITH_LENGTH}\r\nab`, TRUNCATED, 200],
  ['announces more than is allowed', hang(`${OK}content-length: 100001\r\n\r\nabc`), TOO_LARGE, 200],
  ['sends more than is allowed', flood(`${OK}\r\n`, 'a'.repeat(10_000)), TOO_LARGE, 200],
  ['stops before the body', hang(`${WITH_LENGTH}\r\n`), TIMEOUT, 200],
];

const CHUNKS: readonly Misbehaviour[] = [
  ['sends a chunk of no size', `${CHUNKED}zz\r\nabc\r\n0\r\n\r\n`, NOT_HTTP, 200],
  ['sends a chunk of negative size', `${CHUNKED}-3\r\nabc\r\n0\r\n\r\n`, NOT_HTTP, 200],
  ['sends a chunk of too large a size', `${CHUNKED}${'f'.repeat(17)}\r\nabc`, NOT_HTTP, 200],
  ['sends a chunk longer than its size', `${CHUNKED}2\r\nabc\r\n0\r\n\r\n`, NOT_HTTP, 200],
  ['sends a chunk without an end', `${CHUNKED}3\r\nabc0\r\n\r\n`, NOT_HTTP, 200],
  ['ends chunks with LF', `${CHUNKED}3\nabc\n0\n\n`, NOT_HTTP, 200],
  ['forgets the last chunk', `${CHUNKED}3\r\nabc\r\n`, TRUNCATED, 200],
  ['adds words to a chunk', `${CHUNKED}3;a=b\r\nabc\r\n0\r\n\r\n`, BYTES, 200],
  ['adds words to a chunk without end', flood(`${CHUNKED}3;`, 'a'.repeat(10_000)), TIMEOUT, 200],
  [
    'sends trailers without end',
    flood(`${CHUNKED}3\r\nabc\r\n0\r\n`, `x: ${'a'.repeat(1000)}\r\n`),
    NOT_HTTP,
    200,
  ],
  ['drips trailers', drip(`${CHUNKED}3\r\nabc\r\n0\r\n`, 'x: a\r\n'), TIMEOUT, 200],
];

const STATUSES: readonly Misbehaviour[] = [
  ['answers 204', 'HTTP/1.1 204 No Content\r\n\r\n', NOTHING, 204],
  ['answers 204 with a body', 'HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc', NOTHING, 204],
  [
    'answers 204 and calls it gzip',
    'HTTP/1.1 204 No Content\r\ncontent-encoding: gzip\r\n\r\n',
    NOTHING,
    204,
  ],
  ['answers 205', 'HTTP/1.1 205 Reset Content\r\n\r\n', NOTHING, 205],
  ['answers 200 with nothing', `${OK}${NO_BODY}`, NOTHING, 200],
  ['answers 304', 'HTTP/1.1 304 Not Modified\r\n\r\n', ODD_STATUS, 304],
  ['answers 304 with a body', 'HTTP/1.1 304 Not Modified\r\ncontent-length: 3\r\n\r\nabc', ODD_STATUS, 304],
  ['answers 206', 'HTTP/1.1 206 Partial\r\ncontent-range: bytes 0-2/9\r\n\r\nabc', ODD_STATUS, 206],
  ['answers 206 without a range', 'HTTP/1.1 206 Partial\r\n\r\nabc', ODD_STATUS, 206],
  ['answers 416', `HTTP/1.1 416 Range\r\n${NO_BODY}`, ODD_STATUS, 416],
  ['answers 404 and drips the rest', drip(`${NO}\r\n`, 'a'), NOT_FOUND, 404],
  ['answers 404 and hangs', hang(`${NO}content-length: 9\r\n\r\n`), NOT_FOUND, 404],
  ['answers 404 in broken chunks', `${NO}transfer-encoding: chunked\r\n\r\nzz\r\n`, NOT_FOUND, 404],
  [
    'answers 429 and breaks off',
    'HTTP/1.1 429 Slow\r\ncontent-length: 9\r\n\r\na',
    { code: 'rate_limited', retryable: true },
    429,
  ],
  [
    'answers 500 and goes on forever',
    flood('HTTP/1.1 500 Oh\r\n\r\n', 'a'.repeat(1000)),
    { code: 'server_error', retryable: true },
    500,
  ],
  ['closes the connection', (socket) => socket.destroy(), BROKEN_OFF, 'connection_failed'],
  ['resets the connection', (socket) => socket.resetAndDestroy(), BROKEN_OFF, 'connection_failed'],
];

const REDIRECTS: readonly Misbehaviour[] = [
  ['redirects without saying where', `${REDIRECT}${NO_BODY}`, ODD_STATUS, 302],
  ['redirects to nothing', `${REDIRECT}location:\r\n${NO_BODY}`, ODD_STATUS, 302],
  ['redirects to blanks', `${REDIRECT}location:   \r\n${NO_BODY}`, ODD_STATUS, 302],
  ['redirects to half an address', `${REDIRECT}location: http://[\r\n${NO_BODY}`, INVALID_URL, 302],
  [
    'redirects to a host of 300 letters',
    `${REDIRECT}location: http://${'a.'.repeat(150)}\r\n${NO_BODY}`,
    INVALID_URL,
    302,
  ],
  ['redirects to itself', `${REDIRECT}location: #\r\nset-cookie: a=b\r\n${NO_BODY}`, TOO_MANY, 302],
  [
    'redirects twice at once',
    `${REDIRECT}location: /a\r\nlocation: http://10.0.0.1/\r\n${NO_BODY}`,
    TOO_MANY,
    302,
  ],
  [
    'redirects to a very long address',
    `${REDIRECT}location: /${'a'.repeat(60_000)}\r\n${NO_BODY}`,
    TOO_MANY,
    302,
  ],
  [
    'redirects with more headers than fit',
    `${REDIRECT}location: /${'a'.repeat(70_000)}\r\n\r\n`,
    NOT_HTTP,
    'connection_failed',
  ],
  [
    'redirects with a body without end',
    flood(`${REDIRECT}location: /a\r\n\r\n`, 'a'.repeat(10_000)),
    TOO_MANY,
    302,
  ],
  ['redirects and hangs', hang(`${REDIRECT}location: /a\r\ncontent-length: 9\r\n\r\n`), TOO_MANY, 302],
];

export const MISBEHAVING_ANSWERS: Readonly<Record<string, readonly Misbehaviour[]>> = {
  'in its status line': STATUS_LINES,
  'before its answer': INTERIM_ANSWERS,
  'in its headers': HEADERS,
  'about the length': LENGTHS,
  'in its chunks': CHUNKS,
  'by its status': STATUSES,
  'by its redirect': REDIRECTS,
};

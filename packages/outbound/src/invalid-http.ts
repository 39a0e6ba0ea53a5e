/** What the HTTP parser objects to, by its words, and how we say it: the first pattern that matches. */
const OBJECTIONS: readonly (readonly [RegExp, string])[] = [
  [/Missing expected CR/i, 'its lines end with LF alone, where HTTP has CR LF'],
  [/LF after CR|expected LF/i, 'it has a CR that ends no line'],
  [/Expected HTTP\//i, 'it does not begin with a status line'],
  [/Invalid HTTP version/i, 'it has a version that is neither 1.0 nor 1.1'],
  [/status/i, 'its status is not a number of three digits'],
  [/chunk/i, 'the sizes of its chunks are wrong'],
  [/Content-Length|Transfer-Encoding/i, 'it contradicts itself about its length'],
  [/header/i, 'one of its header fields is malformed'],
];

/** How records of TLS begin: the type, an alert or a handshake, and the first byte of the version. */
const TLS_RECORDS = [
  [21, 3],
  [22, 3],
];

/**
 * What is wrong with an answer that is not HTTP, as a sentence.
 * @param error of undici's parser: the parser's words in its message, and in `data` what could not be read
 */
export function invalidHttp(error: Error): string {
  if (isTls(error)) return 'The server answers with TLS, so it is not valid HTTP.';
  const objection = OBJECTIONS.find(([words]) => words.test(error.message))?.[1];
  return `The server's answer is not valid HTTP${objection ? `: ${objection}` : ''}.`;
}

/** What to do about an answer that is not HTTP; undefined where nothing more is known than that it is none. */
export function hintOfInvalidHttp(error: Error): string | undefined {
  return isTls(error)
    ? 'Use a URL that begins with https://, or the port at which the server speaks plain HTTP.'
    : 'Check the web server, or the proxy before it, with a browser: its answer has to be HTTP/1.1.';
}

function isTls(error: Error): boolean {
  const data = 'data' in error && typeof error.data === 'string' ? error.data : '';
  return TLS_RECORDS.some((record) => data.startsWith(String.fromCharCode(...record)));
}

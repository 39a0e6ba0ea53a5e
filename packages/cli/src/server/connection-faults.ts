/** What is wrong between here and the server, in words, and what to do about it. */
export type ConnectionFault = { says: string; hint: string };

export const ELSEWHERE = 'Set the address of the API with --url or HALFTONE_URL.';
const CERTIFICATE =
  'Check the name in --url. If the certificate comes from your own authority, name its file in NODE_EXTRA_CA_CERTS.';
const BROKE_OFF = 'Try again in a moment; if it happens again, look at the proxy in front of the gateway.';
const NETWORK = 'Check the network connection, the VPN and the firewall.';
const WRONG_PROTOCOL = `An address that begins with https:// may mean a server that speaks plain HTTP, or the reverse. ${ELSEWHERE}`;

/** By the code of the system's, of TLS's or of the HTTP client's error. */
const BY_CODE: Record<string, ConnectionFault> = {
  ECONNREFUSED: {
    says: 'Nothing is listening there',
    hint: `Is Halftone running (npm start)? ${ELSEWHERE}`,
  },
  ENOTFOUND: {
    says: 'There is no such host name',
    hint: `Check the spelling. ${ELSEWHERE}`,
  },
  EAI_AGAIN: { says: 'The host name cannot be resolved at the moment', hint: `${NETWORK} ${ELSEWHERE}` },
  EHOSTUNREACH: { says: 'There is no way to this host', hint: NETWORK },
  ENETUNREACH: { says: 'There is no way to this network', hint: NETWORK },
  ETIMEDOUT: { says: 'It does not respond', hint: `${NETWORK} ${ELSEWHERE}` },
  UND_ERR_CONNECT_TIMEOUT: { says: 'It does not respond', hint: `${NETWORK} ${ELSEWHERE}` },
  UND_ERR_HEADERS_TIMEOUT: { says: 'It takes connections but does not answer', hint: BROKE_OFF },
  UND_ERR_BODY_TIMEOUT: { says: 'Its answer stopped in the middle', hint: BROKE_OFF },
  UND_ERR_SOCKET: { says: 'It closed the connection', hint: BROKE_OFF },
  ECONNRESET: { says: 'It closed the connection', hint: BROKE_OFF },
  EPIPE: { says: 'It closed the connection', hint: BROKE_OFF },
  EPROTO: { says: 'It does not speak TLS there', hint: WRONG_PROTOCOL },
  ERR_SSL_WRONG_VERSION_NUMBER: { says: 'It does not speak TLS there', hint: WRONG_PROTOCOL },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { says: 'It does not speak TLS there', hint: WRONG_PROTOCOL },
  CERT_HAS_EXPIRED: {
    says: 'Its certificate has expired',
    hint: 'Have the operator of the server renew it.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: { says: 'Its certificate is for another name', hint: CERTIFICATE },
  DEPTH_ZERO_SELF_SIGNED_CERT: { says: 'Its certificate is not trusted', hint: CERTIFICATE },
  SELF_SIGNED_CERT_IN_CHAIN: { says: 'Its certificate is not trusted', hint: CERTIFICATE },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: { says: 'Its certificate is not trusted', hint: CERTIFICATE },
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: { says: 'Its certificate is not trusted', hint: CERTIFICATE },
};

/** What has a message, but no code that is always the same. */
const BY_MESSAGE: readonly (ConnectionFault & { pattern: RegExp })[] = [
  {
    pattern: /^bad port$/,
    says: 'HTTP clients may not use this port, which belongs to another protocol',
    hint: ELSEWHERE,
  },
  {
    pattern: /^Response does not match the HTTP/,
    says: 'What answers there does not speak HTTP',
    hint: WRONG_PROTOCOL,
  },
];

export function connectionFaultOf(cause: unknown): ConnectionFault {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  const known = BY_CODE[code] ?? BY_MESSAGE.find(({ pattern }) => pattern.test(message));
  if (known) return known;
  // What is sent to a TLS port in plain HTTP, or what no HTTP server answers with.
  if (code.startsWith('HPE_'))
    return { says: 'What answers there does not speak HTTP', hint: WRONG_PROTOCOL };
  return { says: message, hint: 'Try again in a moment.' };
}

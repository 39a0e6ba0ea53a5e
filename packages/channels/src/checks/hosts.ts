const PRIVATE_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/i;
const PRIVATE_IPV4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab])/i;

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/** Of a host as `URL` writes it: IPv4 in dotted numbers, IPv6 in brackets. */
export const isIpAddress = (host: string) => IPV4.test(host) || host.startsWith('[');

/** Whether its spelling alone shows that nobody outside reaches it. A public name may still lead to a private address. */
export function isPrivateHost(host: string): boolean {
  if (IPV4.test(host)) return PRIVATE_IPV4.test(host);
  if (host.startsWith('[')) return PRIVATE_IPV6.test(host);
  return PRIVATE_NAME.test(host) || !host.includes('.');
}

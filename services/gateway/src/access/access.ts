import { BlockList, isIP } from 'node:net';
import { ConfigError } from '@halftone/runtime';
import { createKeyring, type Keyring } from './keyring.ts';

/** Who may call: whoever has a key, or anyone. */
export type Access = {
  keys: Keyring | null;
  /** Whether the holder of a key, by its name, sees what concerns everybody's requests. */
  isOperator: (name: string) => boolean;
  notice: string;
};

type AccessSettings = { HOST: string; API_KEYS?: string[]; OPERATORS?: string[]; ALLOW_ANONYMOUS: boolean };

/** Where there are no keys there is one tenant, whose requests are all there are. */
const ANYONE = { keys: null, isOperator: () => true };

/**
 * Decides who may call. Without keys only this machine may, unless anyone is let in explicitly.
 * @throws ConfigError when neither is said and the API would be open to others
 */
export function accessOf({ HOST, API_KEYS = [], OPERATORS = [], ALLOW_ANONYMOUS }: AccessSettings): Access {
  if (API_KEYS.length > 0) {
    return {
      keys: createKeyring(API_KEYS),
      isOperator: (name) => OPERATORS.includes(name),
      notice: `${API_KEYS.length} API keys: every caller needs one`,
    };
  }
  if (ALLOW_ANONYMOUS)
    return { ...ANYONE, notice: 'ALLOW_ANONYMOUS: everyone who reaches the API may use it' };
  if (isLoopback(HOST)) return { ...ANYONE, notice: 'no API_KEYS: only this machine is served' };
  throw new ConfigError(
    `API_KEYS is not set, and HOST (${HOST}) is not a loopback address. Set API_KEYS, or ALLOW_ANONYMOUS=true to let in whoever reaches the API.`,
  );
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

import { Agent, Pool } from 'undici';
import {
  type Downloaded,
  type DownloadOptions,
  download,
  downloadIfChanged,
  type Unchanged,
} from './download.ts';
import { MAX_HEADER_BYTES } from './failures.ts';
import type { Known } from './file-facts.ts';
import { guardedConnector } from './guard/connector.ts';
import { createDestinationPolicy } from './guard/destination-policy.ts';
import type { TurnLimits } from './guard/places.ts';
import { type Resolve, systemResolve } from './guard/resolve.ts';
import { type Answer, type PostOptions, post } from './post.ts';
import { type Probed, type ProbeOptions, probe } from './probe.ts';
import { createTurns } from './turns.ts';

export type OutboundSettings = {
  /** What is exempt from the block of private addresses: host, host:port, address, [IPv6 address]:port or CIDR. */
  allow: readonly string[];
  /** The only ports to connect to; without them, all but those of well-known services that are not HTTP. */
  ports?: readonly number[];
  /** Says who asks, and where to complain: `Halftone/1.0 (+https://…)`. */
  userAgent: string;
  /** For resolving and connecting, TLS included. */
  connectTimeoutMs?: number;
  limits?: Partial<TurnLimits>;
  resolve?: Resolve;
};

export type Outbound = AsyncDisposable & {
  /**
   * Fetches a file, following redirects; every hop is checked as the first was.
   * @throws OutboundError for everything that is the server's or the URL's fault; the reason of `signal` when aborted
   */
  download(url: string, options: DownloadOptions): Promise<Downloaded>;
  /**
   * The same, but for a file that is known: its server is asked whether it has changed (RFC 9110, section 13), and sends it
   * only if it has.
   * @throws as `download`
   */
  downloadIfChanged(url: string, options: DownloadOptions, known: Known): Promise<Downloaded | Unchanged>;
  /**
   * Asks for the beginning of a file only, under the same guard and limits as a download.
   * @throws OutboundError for what is the server's or the URL's fault, but for statuses; the reason of `signal` when aborted
   */
  probe(url: string, options: ProbeOptions): Promise<Probed>;
  /**
   * Delivers a webhook. Any status is an answer, also a redirect, which is not followed.
   * @throws OutboundError when there is no answer, or the address is not allowed
   */
  post(url: string, options: PostOptions): Promise<Answer>;
};

const DEFAULT_LIMITS: TurnLimits = { total: 32, perOrigin: 8, reservedForUrgent: 0 };

/** For an idle connection. Servers may ask for more, and many of them together would use up this machine's sockets. */
const MAX_KEEP_ALIVE_MS = 5_000;

/** The client for other people's servers: guarded against private addresses, limited, and fair between origins. */
export function createOutbound({
  allow,
  ports = [],
  userAgent,
  connectTimeoutMs = 10_000,
  limits = {},
  resolve = systemResolve,
}: OutboundSettings): Outbound {
  const guard = { policy: createDestinationPolicy(allow, ports), resolve, timeoutMs: connectTimeoutMs };
  const dispatcher = new Agent({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    factory: (origin, options) =>
      new Pool(origin, { ...options, connect: guardedConnector(new URL(origin), guard) }),
  });
  const connection = { dispatcher, turns: createTurns({ ...DEFAULT_LIMITS, ...limits }), userAgent };
  return {
    download: (url, options) => download(connection, url, options),
    downloadIfChanged: (url, options, known) => downloadIfChanged(connection, url, options, known),
    probe: (url, options) => probe(connection, url, options),
    post: (url, options) => post(connection, url, options),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

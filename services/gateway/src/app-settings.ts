import { createKeyring } from '@halftone/endpoints';
import { createLiteralJudge } from '@halftone/outbound/destinations';
import type { AppDependencies } from './app.ts';
import type { Config } from './config.ts';
import type { Shutdown } from './http/server.ts';
import { fetchOutputs } from './outputs/fetch-outputs.ts';
import { BUILT_CONSOLE } from './routes/console.ts';

const NATS_PORT = 4222;

/** What of the app is a matter of settings alone. */
export function appSettings(config: Config) {
  return {
    ...boundsOf(config),
    ...receiversOf(config),
    keys: config.access.keys,
    isOperator: config.access.isOperator,
    ...(config.COMPATIBLE_WITH !== 'none' && { compatibleWith: config.COMPATIBLE_WITH }),
    ...(config.TRUSTED_PROXIES && { trustedProxies: config.TRUSTED_PROXIES }),
    corsOrigins: config.CORS_ORIGINS,
    expressMaxImages: config.EXPRESS_MAX_IMAGES,
    publicUrl: config.PUBLIC_URL,
    fetchOutputs: fetchOutputs(config.OUTPUTS_URL),
    consoleFolder: BUILT_CONSOLE,
    sampleCatalogue: config.SAMPLE_CATALOGUE,
    eventsAt: eventsAt(config),
  } satisfies Partial<AppDependencies>;
}

/** Where NATS is for subscribers, as `host:port`, without the user and password that the settings may hold. */
export function eventsAt({ NATS_PUBLIC_URL, NATS_URL }: Config): string[] {
  return (NATS_PUBLIC_URL ?? NATS_URL).split(',').map((text) => {
    const { hostname, port } = new URL(text.includes('://') ? text.trim() : `nats://${text.trim()}`);
    return `${hostname}:${port || NATS_PORT}`;
  });
}

/** How the gateway goes down. */
export const shutdownOf = (config: Config): Shutdown => ({
  delayMs: config.SHUTDOWN_DELAY_MS,
  timeoutMs: config.SHUTDOWN_TIMEOUT_MS,
});

/** What is needed to judge receivers, and to keep the secrets of those that are registered. */
function receiversOf({ OUTBOUND_ALLOW, OUTBOUND_PORTS, ENDPOINT_SECRETS_KEY }: Config) {
  return {
    judgeReceiver: createLiteralJudge(OUTBOUND_ALLOW, OUTBOUND_PORTS),
    endpointSecrets: ENDPOINT_SECRETS_KEY ? createKeyring(ENDPOINT_SECRETS_KEY) : null,
  };
}

/** What the settings bound, as the app takes it. */
function boundsOf(config: Config) {
  return {
    requestsPerMinute: config.REQUESTS_PER_MINUTE,
    requestsPerMinutePerAddress: config.REQUESTS_PER_MINUTE_PER_ADDRESS,
    failedKeysPerMinute: config.FAILED_KEYS_PER_MINUTE,
    webhookTestsPerMinute: config.WEBHOOK_TESTS_PER_MINUTE,
    probesPerMinute: config.PROBES_PER_MINUTE,
    limits: {
      maxUploadBytes: config.MAX_UPLOAD_BYTES,
      maxJsonBytes: config.MAX_JSON_BYTES,
      maxImages: config.MAX_IMAGES,
      maxRows: config.MAX_ROWS,
      maxUrlsPerRow: config.MAX_URLS_PER_ROW,
    },
    concurrency: {
      uploads: config.MAX_UPLOADS_AT_ONCE,
      downloads: config.MAX_DOWNLOADS_AT_ONCE,
      probes: config.MAX_PROBES_AT_ONCE,
      eventStreams: config.MAX_EVENT_STREAMS,
    },
    patience: {
      headersMs: config.HEADERS_TIMEOUT_MS,
      silenceMs: config.SILENCE_TIMEOUT_MS,
      requestMs: config.REQUEST_TIMEOUT_MS,
      bytesPerSecond: config.MIN_BYTES_PER_SECOND,
    },
  };
}

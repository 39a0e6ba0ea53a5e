import { Type } from 'typebox';

/** Settings that several services share: spread them into a service's schema. */

/** `host`, `host:port` or `nats://user:password@host:port`, several separated by commas. */
const NATS_SERVER = '((nats|tls)://)?([^@/,\\s]+@)?(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:\\d{1,5})?/?';
const NATS_SERVERS = `^${NATS_SERVER}(\\s*,\\s*${NATS_SERVER})*$`;

/** `host`, `host:port`, `[v6]:port`, or an address with or without a prefix length; which of them, the guard finds out. */
const EXEMPTION = '^((\\[[0-9a-fA-F:.]+\\]|[^\\s:/\\[\\]@*]+)(:\\d{1,5})?|[0-9a-fA-F:.]+(/\\d{1,3})?)$';

export const logging = {
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'How much is logged: fatal, error, warn, info, debug, trace or silent.' },
  ),
};

export const natsSettings = {
  NATS_URL: Type.String({
    pattern: NATS_SERVERS,
    default: 'nats://127.0.0.1:4222',
    description: 'The NATS server or servers, separated by commas. May hold a user and password.',
  }),
  STREAM_REPLICAS: Type.Integer({
    minimum: 1,
    maximum: 5,
    default: 1,
    description:
      'Copies of the log in the NATS cluster when it is first created; 3 survives the loss of a server.',
  }),
  STREAM_MAX_AGE_DAYS: Type.Number({
    minimum: 0,
    default: 0,
    description: 'How long the log keeps events, in days, when it is first created; 0 keeps them forever.',
  }),
  STREAM_MAX_BYTES: Type.Integer({
    minimum: -1,
    default: -1,
    description:
      'The largest size of the log, in bytes, when it is first created; a full log refuses new work. -1 leaves it to the server. Needs nats-server 2.10.27 or newer, and is not applied to an older one, which would drop the oldest events.',
  }),
};

export const consumerSettings = {
  ACK_WAIT_MS: Type.Integer({
    minimum: 1000,
    default: 15_000,
    description: 'How long after a crash an unacknowledged event is delivered again, in milliseconds.',
  }),
};

const oneOf = (values: readonly string[], description: string) =>
  Type.Optional(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
  );

/** Named and meant as OpenTelemetry has them (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). */
export const tracingSettings = {
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description:
        'Where traces are sent, by OTLP over HTTP: the address of a collector, to which /v1/traces is added. Without it there are none.',
    }),
  ),
  OTEL_EXPORTER_OTLP_HEADERS: Type.Optional(
    Type.String({
      description: 'Header fields for the collector, such as a key: name=value, separated by commas.',
    }),
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(
    ['http/protobuf', 'http/json'],
    'How traces are written: http/protobuf, which holds if it is not set, or http/json.',
  ),
  OTEL_TRACES_SAMPLER: oneOf(
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    'Which traces are kept, by OpenTelemetry’s names for samplers. If it is not set: all, except where the caller has decided against it (parentbased_always_on).',
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'The share of traces that a ratio keeps, from 0 to 1.',
    }),
  ),
  OTEL_RESOURCE_ATTRIBUTES: Type.Optional(
    Type.String({
      description:
        'What every span says of its origin: name=value, separated by commas, such as deployment.environment.name=test.',
    }),
  ),
  OTEL_SDK_DISABLED: Type.Boolean({ default: false, description: 'Switches traces off nevertheless.' }),
};

export const healthSettings = {
  HOST: Type.String({
    minLength: 1,
    default: '127.0.0.1',
    description: 'The address that the HTTP server binds to.',
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description:
      'The port of the health checks and metrics (/healthz, /readyz, /metrics); 0 takes a free one.',
  }),
};

export const databaseSettings = {
  DATABASE_TIMEOUT_MS: Type.Integer({
    minimum: 1000,
    default: 60_000,
    description:
      'How long PostgreSQL may take to answer a statement, in milliseconds; then the connection is given up. Migrations and rebuilds may take an hour.',
  }),
};

export const outboundSettings = {
  OUTBOUND_ALLOW: Type.Array(Type.String({ pattern: EXEMPTION }), {
    default: [],
    description:
      'Private or reserved addresses that are allowed for images and webhooks nevertheless: host, host:port or CIDR, separated by commas.',
  }),
  OUTBOUND_PORTS: Type.Array(Type.Integer({ minimum: 1, maximum: 65_535 }), {
    default: [],
    description:
      'The only ports that images may come from and webhooks go to, separated by commas. Without it, every port is allowed except those of well-known services that are not HTTP. A port named in OUTBOUND_ALLOW is open in either case.',
  }),
};

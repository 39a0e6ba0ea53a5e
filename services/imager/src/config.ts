import {
  consumerSettings,
  type Environment,
  healthSettings,
  logging,
  natsSettings,
  outboundSettings,
  readConfig,
  tracingSettings,
} from '@halftone/runtime';
import { type Static, Type } from 'typebox';
import { IMAGE_FORMATS, PIXEL_FORMATS } from './formats/formats.ts';

const Milliseconds = (byDefault: number, description: string) =>
  Type.Integer({ minimum: 1, default: byDefault, description: `${description}, in milliseconds.` });
const Places = (byDefault: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 1000, default: byDefault, description });
const MIB = 1024 * 1024;

const storage = {
  S3_ENDPOINT: Type.String({
    pattern: '^https?://',
    description: 'The S3-compatible storage for the outputs.',
  }),
  S3_ACCESS_KEY: Type.String({ minLength: 1, description: 'The access key of the storage.' }),
  S3_SECRET_KEY: Type.String({ minLength: 1, description: 'The secret key of the storage.' }),
  S3_REGION: Type.String({
    minLength: 1,
    default: 'us-east-1',
    description: 'The region requests are signed for.',
  }),
  S3_BUCKET: Type.String({ minLength: 1, description: 'The bucket for the outputs; it must exist.' }),
  S3_PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'Where the outputs can be read, without the bucket; S3_ENDPOINT if not set.',
    }),
  ),
};

const fetching = {
  ...outboundSettings,
  CONTACT_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[!-~]+$',
      description: 'A URL that tells owners of image servers who is fetching; it is part of the User-Agent.',
    }),
  ),
  MAX_IMAGE_BYTES: Type.Integer({
    minimum: 1,
    default: 32 * MIB,
    description: 'The largest image file, in bytes.',
  }),
  DOWNLOAD_CONCURRENCY: Places(32, 'Downloads at once; a quarter of them only for the express lane.'),
  ORIGIN_CONCURRENCY: Places(20, 'Downloads at once from one server.'),
  DOWNLOAD_CONNECT_TIMEOUT_MS: Milliseconds(10_000, 'How long resolving and connecting may take'),
  DOWNLOAD_HEADER_TIMEOUT_MS: Milliseconds(10_000, 'How long a server may take to begin its answer'),
  DOWNLOAD_IDLE_TIMEOUT_MS: Milliseconds(10_000, 'How long a server may pause within its answer'),
  DOWNLOAD_TOTAL_TIMEOUT_MS: Milliseconds(60_000, 'How long one download may take with its redirects'),
  DOWNLOAD_RETRY_BASE_MS: Milliseconds(
    1000,
    'The wait before the second attempt; those before the third to fifth are 3, 8 and 20 times as long',
  ),
  DOWNLOAD_MAX_REDIRECTS: Type.Integer({
    minimum: 0,
    default: 5,
    description: 'Redirects that are followed.',
  }),
};

const compressing = {
  INPUT_FORMATS: Type.Array(Type.Enum([...IMAGE_FORMATS]), {
    minItems: 1,
    default: [...PIXEL_FORMATS],
    description:
      'The formats that are accepted: jpeg, png, webp, avif, gif, tiff, and svg, which is off unless it is named. Decoders of the others are switched off.',
  }),
  MAX_MEGAPIXELS: Type.Number({
    exclusiveMinimum: 0,
    default: 50,
    description: 'The largest still image, in megapixels.',
  }),
  MAX_ANIMATION_MEGAPIXELS: Type.Number({
    exclusiveMinimum: 0,
    default: 100,
    description: 'The largest animation, all its frames together, in megapixels.',
  }),
  ENCODE_CONCURRENCY: Type.Integer({
    minimum: 0,
    maximum: 1000,
    default: 0,
    description:
      'Images encoded at once, each in a process of its own; 0 for one on each core, but no more than one per 640 MiB of the container.',
  }),
  ENCODE_TIMEOUT_MS: Milliseconds(
    120_000,
    'How long decoding and encoding one image may take before its process is ended',
  ),
  CODEC_MAX_BYTES: Type.Integer({
    minimum: 512 * MIB,
    default: 4096 * MIB,
    description:
      'Bytes of memory that one of these processes may take; an image that makes it take more fails.',
  }),
  CODEC_NICENESS: Type.Integer({
    minimum: 0,
    maximum: 19,
    default: 15,
    description:
      'How far these processes stand back for others on the same cores: what is added to their nice value, 0 for not at all. With less, whoever asks for a status waits longer while images are compressed; with more, images wait where other programs keep the cores busy.',
  }),
  MAX_BYTES_IN_FLIGHT: Type.Integer({
    minimum: 1,
    default: 256 * MIB,
    description: 'Bytes of downloaded files that are held at once.',
  }),
  MAX_DECODED_BYTES_IN_FLIGHT: Type.Integer({
    minimum: 1,
    default: 2048 * MIB,
    description:
      'Bytes of memory for the images that are decoded at once, as estimated; a larger image has it to itself.',
  }),
};

const reusing = {
  REUSE_MAX_BYTES: Type.Integer({
    minimum: MIB,
    default: 512 * MIB,
    description:
      'The largest size of the index of outputs that can be reused, in bytes, when it is first created; about 800 for each image. Of a full one the oldest goes.',
  }),
  REUSE_MAX_AGE_DAYS: Type.Number({
    exclusiveMinimum: 0,
    default: 90,
    description:
      'How long an output can be reused after it was made or reused, in days, when the index is first created.',
  }),
};

/** The imager's environment. */
export const configSchema = Type.Object({
  ...logging,
  ...tracingSettings,
  ...natsSettings,
  ...consumerSettings,
  ...healthSettings,
  ...storage,
  ...fetching,
  ...compressing,
  ...reusing,
});

/** What the imager is started with. */
export type ImagerConfig = Static<typeof configSchema>;

/** @throws ConfigError naming every variable that is missing or wrong */
export const readServiceConfig = (env: Environment): ImagerConfig => readConfig(configSchema, env);

/** The client for image servers, as configured. */
export function clientSettings(config: ImagerConfig) {
  const { CONTACT_URL, DOWNLOAD_CONCURRENCY: total } = config;
  return {
    allow: config.OUTBOUND_ALLOW,
    ports: config.OUTBOUND_PORTS,
    userAgent: `Halftone/0.1 (catalogue image compressor${CONTACT_URL ? `; +${CONTACT_URL}` : ''})`,
    connectTimeoutMs: config.DOWNLOAD_CONNECT_TIMEOUT_MS,
    limits: { total, perOrigin: config.ORIGIN_CONCURRENCY, reservedForUrgent: Math.floor(total / 4) },
  };
}

/** The outputs' store, as configured. */
export function storeSettings(config: ImagerConfig) {
  return {
    endpoint: config.S3_ENDPOINT,
    accessKey: config.S3_ACCESS_KEY,
    secretKey: config.S3_SECRET_KEY,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    publicUrl: config.S3_PUBLIC_URL ?? config.S3_ENDPOINT,
  };
}

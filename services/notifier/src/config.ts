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
import { DEFAULT_WAITS_S } from './schedule.ts';
import { SECRET_PATTERN } from './signature.ts';

/** The notifier's environment. */
export const configSchema = Type.Object({
  ...logging,
  ...tracingSettings,
  ...natsSettings,
  ...consumerSettings,
  ...healthSettings,
  ...outboundSettings,
  PUBLIC_URL: Type.String({
    pattern: '^https?://',
    description: "The gateway's address as clients see it; links in webhooks begin with it.",
  }),
  WEBHOOK_SECRETS: Type.Array(Type.String({ pattern: SECRET_PATTERN }), {
    minItems: 1,
    description:
      'Signing secrets, separated by commas: whsec_ and the base64 of 24 to 64 random bytes. Every webhook is signed with all of them, the first one first; list two while rotating.',
  }),
  WEBHOOK_URL: Type.Optional(
    Type.String({
      // Without credentials, which are never sent.
      pattern: '^https?://[^/?#@\\s]+([/?#]\\S*)?$',
      description: 'Receives the webhooks of uploads that name no receiver of their own.',
    }),
  ),
  WEBHOOK_RETRY_SCHEDULE: Type.Array(Type.String({ pattern: '^\\d+(\\.\\d+)?$' }), {
    default: DEFAULT_WAITS_S.map(String),
    description:
      'Waits between the attempts of a delivery, in seconds, separated by commas: nine waits make ten attempts.',
  }),
  WEBHOOK_TIMEOUT_MS: Type.Integer({
    minimum: 1,
    default: 15_000,
    description: 'How long a receiver may take to answer, in milliseconds.',
  }),
  WEBHOOK_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 64,
    description: 'Deliveries in flight at once.',
  }),
  WEBHOOK_RECEIVER_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 8,
    description:
      'Deliveries in flight at once to one receiver, so that a slow one leaves room for the others.',
  }),
});

/** What the notifier is started with. */
export type NotifierConfig = Static<typeof configSchema>;

/** @throws ConfigError naming every variable that is missing or wrong */
export const readServiceConfig = (env: Environment): NotifierConfig => readConfig(configSchema, env);

import type { Endpoint } from '@halftone/endpoints';
import type { EndpointView } from '@halftone/read-model';
import { type Static, Type } from 'typebox';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Time = (description: string) =>
  Type.String({ format: 'date-time', description: `${description} (RFC 3339, UTC).` });

const endpoint = {
  id: Type.String({ description: 'The id of the endpoint.' }),
  url: Type.String({ description: 'The receiver.' }),
  events: Type.Array(Type.String(), { description: 'What it is told.' }),
  description: orNull(Type.String({ description: 'What it is, in words of its owner.' })),
  status: Type.Enum(['enabled', 'disabled', 'suspended'], {
    title: 'EndpointStatus',
    description: 'disabled by its owner, suspended after days in which every attempt failed.',
  }),
  failingSince: orNull(Time('Since when every attempt has failed; noted after an hour')),
  error: orNull(Type.String({ description: 'Why the last attempt failed, of a suspended one.' })),
  previousSecretsValidUntil: orNull(Time('Until when the secrets before the newest sign as well')),
  createdAt: Time('When it was registered'),
  rotatedAt: orNull(Time('When it got its present secret, if it had another before')),
  updatedAt: Time('When it last changed'),
};

/** An endpoint as `/v1` shows it. */
export const EndpointResponse = Type.Object(endpoint, {
  title: 'WebhookEndpoint',
  description: 'A registered receiver of webhooks. Its secret is shown once, when it is made.',
});
export type EndpointResponse = Static<typeof EndpointResponse>;

/** The same with its newest secret: the only answer that has it. */
export const EndpointWithSecret = Type.Object(
  {
    ...endpoint,
    secret: Type.String({
      description: 'Signs webhooks to this endpoint: whsec_ and base64. It is not shown again: store it now.',
    }),
  },
  {
    title: 'WebhookEndpointWithSecret',
    description: 'A registered receiver of webhooks, with its new secret.',
  },
);

/** How an endpoint of the log looks to a client. */
export function shownEndpoint({ secrets, status, ...known }: Endpoint): EndpointResponse {
  return shownView({
    ...known,
    status: status === 'removed' ? 'disabled' : status,
    previousUntil: secrets[1]?.until ?? null,
  });
}

/** How an endpoint of the read model looks to a client. */
export function shownView(view: EndpointView): EndpointResponse {
  return {
    id: view.endpointId,
    url: view.url,
    events: view.events,
    description: view.description,
    status: view.status,
    failingSince: view.failingSince,
    error: view.error,
    previousSecretsValidUntil: view.previousUntil,
    createdAt: view.registeredAt,
    rotatedAt: view.rotatedAt,
    updatedAt: view.updatedAt,
  };
}

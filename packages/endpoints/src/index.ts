export { createEndpointBook, type EndpointBook } from './book.ts';
export { type Endpoint, type EndpointStatus, evolve, type HeldSecret, validSecrets } from './endpoint.ts';
export { createKeyring, endpointSecretsSetting, type SecretsKeyring } from './keyring.ts';
export { newSecret } from './secret.ts';

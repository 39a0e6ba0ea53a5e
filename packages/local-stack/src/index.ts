export { findNatsServer, NatsServerMissingError } from './nats-binary.ts';

export { openHome } from './home.ts';
export { findNatsServer } from './nats/nats-binary.ts';
export { livingProcess } from './processes/pid-file.ts';
export { freePort } from './processes/ports.ts';
export { SMALL_GO, smallMemory } from './processes/small-memory.ts';
export { type ServiceSurroundings, serviceProgram } from './services.ts';
export { endLeftovers, startStack } from './stack.ts';
export type { StackPorts } from './stack-ports.ts';

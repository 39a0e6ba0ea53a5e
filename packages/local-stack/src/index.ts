export { openHome } from './home.ts';
export { findNatsServer } from './nats-binary.ts';
export { livingProcess } from './pid-file.ts';
export { freePort } from './ports.ts';
export { type ServiceSurroundings, serviceProgram } from './services.ts';
export { smallMemory } from './small-memory.ts';
export { endLeftovers, startStack } from './stack.ts';
export type { StackPorts } from './stack-ports.ts';

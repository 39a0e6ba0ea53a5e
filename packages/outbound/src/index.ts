export type { Downloaded, DownloadOptions } from './download.ts';
export { OutboundError } from './failures.ts';
export { createOutbound, type Outbound, type OutboundSettings } from './outbound.ts';
export type { TurnLimits } from './places.ts';
export type { Answer, PostOptions } from './post.ts';
export type { Resolve } from './resolve.ts';

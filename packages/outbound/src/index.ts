export type { Downloaded, DownloadOptions, Unchanged } from './download.ts';
export { type Exchanged, exchange } from './exchange.ts';
export { OutboundError } from './failures.ts';
export type { FileFacts, Known, Validators } from './file-facts.ts';
export type { TurnLimits } from './guard/places.ts';
export type { Resolve } from './guard/resolve.ts';
export { createOutbound, type Outbound, type OutboundSettings } from './outbound.ts';
export type { Answer, PostOptions } from './post.ts';
export type { Probed, ProbeOptions } from './probe.ts';

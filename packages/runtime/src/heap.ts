import { setFlagsFromString } from 'node:v8';

/*
 * V8 manages the heap for programs that compute; most of a service's memory is in buffers, and most of its objects die
 * young. What is set here are V8's own options (node --v8-options), which NODE_OPTIONS does not take; a V8 that no longer
 * has one passes over it.
 */

/**
 * Has every object of this process begin as a young one. By itself V8 makes objects old at once where it has seen some
 * live on: rows that waited for the log a moment have it do so for all rows to come, each of which a full collection
 * then has to find.
 */
export function letObjectsDieYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/**
 * Has V8 wait with the next full collection until the heap has grown by this part of itself. By itself it waits for eight
 * megabytes when the last one found little, and counts buffers that come and go for that.
 */
export function letHeapGrow(percent: number): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}

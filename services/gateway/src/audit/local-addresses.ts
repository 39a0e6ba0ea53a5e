import { isPrivateHost, type Subject } from '@halftone/channels';
import type { ImageToAudit } from '@halftone/read-model';

/** Where an image is judged that no channel can load: what else its address says is judged as it is. */
const STAND_IN = 'https://images.example';

const ORIGIN = /^https?:\/\/[^/?#]*/i;

/**
 * Whether an image stands at an address of this machine or network. Whoever tries Halftone, or keeps images in a network of its
 * own, publishes them elsewhere: that nobody outside can load them yet is said once, not of every image.
 */
export const isLocal = (url: string): boolean => URL.canParse(url) && isPrivateHost(new URL(url).hostname);

/** The address at which a channel would find it. */
export const asPublished = (url: string): string => (isLocal(url) ? url.replace(ORIGIN, STAND_IN) : url);

/** Whether the source, or the output, of an image stands at such an address. */
export function standsLocally({ url, output }: ImageToAudit, subject: Subject): boolean {
  const address = subject === 'sources' ? url : output?.url;
  return address !== undefined && isLocal(address);
}

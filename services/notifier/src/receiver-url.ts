import { remembered } from '@halftone/outbound';

/** A receiver, by its address. */
export type Receiver = {
  /** What tells receivers apart: scheme, host and port. A text that is no URL stands for itself. */
  origin: string;
  /** As events may show it: credentials, query and fragment often hold a token. */
  shown: string;
  /** As logs may show it, which travel further: the path can be a secret, chat services give such addresses out. */
  logged: string;
  hostname: string | undefined;
};

export const receiverAt = remembered(256, (address): Receiver => {
  const url = URL.parse(address);
  if (!url) return { origin: address, shown: 'not a URL', logged: 'not a URL', hostname: undefined };
  const { origin, hostname } = url;
  return { origin, shown: `${origin}${url.pathname}`, logged: origin, hostname };
});

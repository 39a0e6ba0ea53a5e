import { EVENTS } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import type { OutputRow, ProductView, RequestView } from '@halftone/read-model';
import { Compile } from 'typebox/compile';

/** What the gateway reads from the read model. */
export type Reads = {
  request(requestId: string): Promise<RequestView | null>;
  product(id: number): Promise<ProductView | null>;
  outputRows(requestId: string): AsyncIterable<OutputRow>;
};

export type StatusDependencies = { reads: Reads; log: () => Pick<EventLog, 'lastEvent'> };

const requestIdRule = Compile(EVENTS['request.accepted'].data.properties.requestId);

/** Whether a text can be the id of a request: any other must not become part of a subject. */
export const isRequestId = (text: string): boolean => requestIdRule.Check(text);

import type { EndpointEvent } from '@halftone/contracts';
import { type Endpoint, evolve } from './endpoint.ts';

/** The endpoints as the events so far have them. */
export type EndpointBook = {
  /**
   * Takes in an event; those of one endpoint in their order.
   * @param event null for one that cannot be read, which changes nothing
   * @returns the endpoint after it; null when there is none
   */
  add(event: EndpointEvent | null): Endpoint | null;
  /** Also one that was removed. */
  find(endpointId: string): Endpoint | null;
  /** Those of a tenant that were not removed, in the order of their registration. */
  ofTenant(tenant: string): Endpoint[];
  /** All that were not removed. */
  all(): Endpoint[];
};

export function createEndpointBook(): EndpointBook {
  const endpoints = new Map<string, Endpoint>();
  const all = () => [...endpoints.values()].filter(({ status }) => status !== 'removed');
  return {
    add(event) {
      if (!event) return null;
      const { endpointId } = event.data;
      const changed = evolve(endpoints.get(endpointId) ?? null, event);
      // A removed one stays known, so that what comes late about it does not bring it back.
      if (changed) endpoints.set(endpointId, changed);
      return changed;
    },
    find: (endpointId) => endpoints.get(endpointId) ?? null,
    ofTenant: (tenant) => all().filter((endpoint) => endpoint.tenant === tenant),
    all,
  };
}

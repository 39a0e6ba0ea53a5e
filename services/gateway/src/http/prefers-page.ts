import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Whether whoever asks would rather have a page than JSON: browsers say so, and who takes anything gets JSON. */
export function prefersPage({ raw }: FastifyRequest): boolean {
  return new Negotiator(raw).mediaType(['application/json', 'text/html']) === 'text/html';
}

import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import type { App } from '../../http/type-provider.ts';
import { problemResponses } from '../../problems/problems.ts';

export type SampleDependencies = {
  /** The file of a catalogue to try Halftone with; there is none where it is left out. */
  sampleCatalogue?: string | undefined;
};

const sample = {
  operationId: 'getSampleCatalogue',
  summary: 'A small catalogue to try it with',
  tags: ['requests'],
  response: {
    200: {
      description: 'The catalogue, whose images are served on the same machine.',
      content: { 'text/csv': { schema: Type.String() } },
    },
    204: Type.Null({ description: 'There is none here; npm start brings one.' }),
    ...problemResponses('unauthorized', 'too_many_requests'),
  },
};

/** The sample catalogue of `npm start`. */
export function sampleRoutes(app: App, { sampleCatalogue }: SampleDependencies): void {
  app.get('/v1/sample.csv', { schema: sample }, async (_request, reply) => {
    const content = sampleCatalogue && (await readFile(sampleCatalogue, 'utf8'));
    return content ? reply.type('text/csv; charset=utf-8').send(content) : reply.code(204).send(null);
  });
}

import { expect, test } from 'vitest';
import { readyToTry } from './try-it-out.ts';

const id = { name: 'id', in: 'path' };

test('an id in a path is one that exists, where one is known', () => {
  const document = {
    paths: {
      '/v1/requests/{id}/images': { get: { parameters: [id, { name: 'cursor', in: 'query' }] } },
      '/api/status/{requestId}': { get: { parameters: [{ name: 'requestId', in: 'path' }] } },
      '/status/{id}': { get: { parameters: [id] } },
      '/v1/deliveries/{id}/redeliver': { post: { parameters: [id] } },
    },
  };
  const { paths } = readyToTry(JSON.parse(JSON.stringify(document)) as typeof document, { request: 'r1' });
  expect(paths['/v1/requests/{id}/images'].get.parameters).toEqual([
    { ...id, example: 'r1' },
    { name: 'cursor', in: 'query' },
  ]);
  expect(paths['/api/status/{requestId}'].get.parameters).toMatchObject([{ example: 'r1' }]);
  expect(paths['/status/{id}'].get.parameters).toMatchObject([{ example: 'r1' }]);
  expect(paths['/v1/deliveries/{id}/redeliver'].post.parameters).toEqual([id]);
});

test('an optional field of a form is empty, unless it has a default', () => {
  const schema = {
    properties: {
      file: { type: 'string', format: 'binary' },
      webhookUrl: { type: 'string' },
      maxWidth: { type: 'integer', minimum: 1 },
      quality: { type: 'integer', default: 50 },
      format: { $ref: '#/components/schemas/OutputFormat' },
    },
    required: ['file'],
  };
  const body = { content: { 'multipart/form-data': { schema } } };
  const { paths } = readyToTry({ paths: { '/upload': { post: { requestBody: body } } } }, {});
  expect(paths['/upload'].post.requestBody.content['multipart/form-data'].schema.properties).toEqual({
    file: { type: 'string', format: 'binary' },
    webhookUrl: { type: 'string', example: '' },
    maxWidth: { type: 'integer', minimum: 1, example: '' },
    quality: { type: 'integer', default: 50 },
    format: { $ref: '#/components/schemas/OutputFormat' },
  });
});

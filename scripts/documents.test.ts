import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Collection, type Item } from 'postman-collection';
import { expect, test } from 'vitest';

const read = async (name: string) =>
  JSON.parse(await readFile(join(import.meta.dirname, '../docs', name), 'utf8'));

test('the AsyncAPI document is valid, and its examples fit their schemas', async () => {
  const findings = await new Parser().validate(await read('asyncapi.json'));
  // Version 3.0 is chosen on purpose, for the tools that do not read 3.1 yet.
  expect(findings.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([]);
});

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(await read('openapi.json'))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('every schema of the OpenAPI document is valid JSON Schema 2020-12', async () => {
  const document = await read('openapi.json');
  const schemas = [...schemasIn(document.paths), ...Object.values<object>(document.components.schemas)];
  expect(schemas.length).toBeGreaterThan(100);
  const ajv = new Ajv2020();
  for (const schema of schemas) {
    expect(ajv.validateSchema(schema), `${JSON.stringify(schema)}: ${ajv.errorsText()}`).toBe(true);
  }
});

test('every operation has an id of its own, a summary, a known tag and a form for refusals', async () => {
  const document = await read('openapi.json');
  const tags = document.tags.map(({ name }: { name: string }) => name);
  const operations = operationsOf(document);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const operation of operations) {
    expect(operation.summary, operation.operationId).toEqual(expect.any(String));
    expect(tags, operation.operationId).toEqual(expect.arrayContaining(operation.tags ?? ['none']));
    expect(operation.responses.default?.content).toHaveProperty(['application/problem+json']);
  }
});

test("the Postman collection, read by Postman's own library, has every operation once", async () => {
  const collection = new Collection(await read('halftone.postman_collection.json'));
  const requests: Item[] = [];
  collection.forEachItem((item) => requests.push(item));
  const asked = requests.map(({ request }) => `${request.method} ${request.url.getPath(true)}`);
  const operations = operationsOf(await read('openapi.json'));
  expect(asked.sort()).toEqual(
    operations.map(({ method, path }) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`).sort(),
  );
  expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
});

type Operation = {
  operationId: string;
  summary?: string;
  tags?: string[];
  responses: Record<string, { content?: object }>;
};
type Document = { paths: Record<string, Record<string, Operation>> };

function operationsOf({ paths }: Document): (Operation & { method: string; path: string })[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );
}

/** What stands under the key `schema`, anywhere. */
function schemasIn(node: unknown): object[] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) => (key === 'schema' ? [value] : schemasIn(value)));
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { WEBHOOK_HEADERS, WEBHOOK_NAMES } from '@halftone/contracts';
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

test('the OpenAPI document has nothing that generators of clients break at', async () => {
  const document = await read('openapi.json');
  const found: string[] = [];
  for (const { operationId, requestBody, responses } of operationsOf(document)) {
    // They take one kind of body and one kind of answer.
    const kinds = Object.keys(requestBody?.content ?? {});
    if (kinds.includes('multipart/form-data') && kinds.length > 1)
      found.push(`${operationId}: a form and more`);
    const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    const bodies = answers.flatMap(([, { content = {} }]) => Object.values(content));
    if (bodies.length > 1) found.push(`${operationId}: several kinds of answer`);
    const [json] = kinds.filter((kind) => kind === 'application/json');
    if (json && requestBody?.content[json]?.example === undefined) found.push(`${operationId}: no example`);
    if (JSON.stringify(responses['200'] ?? {}).includes('"application/zip":{"schema":{"type":"string"}')) {
      found.push(`${operationId}: a binary answer that is no file`);
    }
  }
  const schemas: Record<string, object> = document.components.schemas;
  for (const [name, schema] of Object.entries(schemas)) {
    // The generator for Go calls what makes an Image NewImage.
    if (/^New[A-Z]/.test(name)) found.push(`${name}: the name of a constructor`);
    const members = memberNames(schema).map((member) => member.replaceAll('_', '').toLowerCase());
    if (new Set(members).size < members.length) found.push(`${name}: two members with one name`);
  }
  for (const [place, schema] of placesOf({ paths: document.paths, schemas })) {
    const isNamed = /^schemas\/\w+$/.test(place);
    const { type, enum: values, anyOf, oneOf } = schema;
    if (type === 'null' && !/\/anyOf\/\d+$/.test(place)) found.push(`${place}: null alone`);
    if (Array.isArray(values) && values.length > 1 && !isNamed && !isOfWebhook(place)) {
      found.push(`${place}: an enumeration without a title`);
    }
    const branches = [anyOf ?? oneOf ?? []].flat() as { type?: string }[];
    if (branches.filter((branch) => branch.type !== 'null').length > 1 && !isNamed) {
      found.push(`${place}: a union without a title`);
    }
  }
  expect(found).toEqual([]);
});

test('every webhook is described with its headers, its body and an example that fits', async () => {
  const document = await read('openapi.json');
  expect(Object.keys(document.webhooks)).toEqual(WEBHOOK_NAMES);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', components: document.components });
  for (const { $ref } of Object.values<{ $ref: string }>(document.webhooks)) {
    const { post } = document.components.pathItems[$ref.replace('#/components/pathItems/', '')];
    expect(post.parameters.map(({ name }: { name: string }) => name)).toEqual(Object.keys(WEBHOOK_HEADERS));
    const { schema, example } = post.requestBody.content['application/json'];
    const validate = ajv.compile({ $ref: `api${schema.$ref}` });
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...example, data: 1 })).toBe(false);
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
  requestBody?: { content: Record<string, { example?: unknown }> };
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

type Schema = { type?: unknown; enum?: unknown; anyOf?: unknown; oneOf?: unknown; properties?: object };

/** Every object in a tree, with the way to it. */
function placesOf(node: unknown, place = ''): [string, Schema][] {
  if (node === null || typeof node !== 'object') return [];
  const inner = Object.entries(node).flatMap(([key, value]) =>
    placesOf(value, place === '' ? key : `${place}/${key}`),
  );
  return Array.isArray(node) ? inner : [[place, node as Schema], ...inner];
}

const memberNames = (schema: Schema) => Object.keys(schema.properties ?? {});

/** The bodies of webhooks are read by receivers, whose languages the description cannot know. */
const isOfWebhook = (place: string) => /^schemas\/\w+Message/.test(place);

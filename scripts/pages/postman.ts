import { createHash } from 'node:crypto';
import converter, {
  type Call,
  type Collection,
  type Item,
  type Parameter,
  type Script,
} from 'openapi-to-postmanv2';
import { expectStatus, remember, repeatUntil, skipWithout } from './postman-scripts.ts';

const OPTIONS = {
  folderStrategy: 'Tags',
  alwaysInheritAuthentication: true,
  enableOptionalParameters: false,
  includeAuthInfoInExample: false,
  preferredRequestBodyType: 'form-data',
};

/** Operations that may be refused because there is nothing for them to do. */
const MAY_BE_REFUSED: Record<string, number> = { cancelRequest: 409, retryRequest: 409 };

/** What a run waits for before it goes on. */
const WAITS: Record<string, string> = {
  getRequest: "!['pending', 'processing'].includes(body.status)",
  getRequestStatus: "!['pending', 'processing'].includes(body.status)",
  listRequestDeliveries: "body.items.length > 0 || !pm.collectionVariables.get('webhookUrl')",
};

/** Uploads whose answers name the request that the others are about. */
const UPLOADS = ['createRequest', 'uploadCatalogue', 'uploadCatalogueForRequestId'];

type Operation = {
  operationId: string;
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, { example?: unknown }> };
};
type OpenApi = { paths: Record<string, Record<string, Operation>> };

/**
 * The Postman collection of an OpenAPI document, which runs as a whole: ids come from earlier answers, and what deletes
 * comes last. The converter makes up ids, values and example answers, at random: ids derive from the request here, values
 * that nobody chose are left out, and so are the answers.
 */
export async function postmanCollection(openApi: object): Promise<Collection> {
  const collection = await convert(structuredClone(openApi));
  const document = openApi as OpenApi;
  const folders = collection.item.map((folder) => ({
    ...folder,
    item: folder.item.map((item) => steady(item, document)),
  }));
  const all = folders.flatMap(({ item }) => item);
  const kept = folders.map((folder) => ({ ...folder, item: folder.item.filter((item) => !deletes(item)) }));
  const variables = new Set(all.flatMap(({ request }) => request.url.variable.map(variableOf(request))));
  return {
    ...collection,
    info: { ...collection.info, _postman_id: uuidOf('Halftone') },
    item: [...kept, { name: 'at the end', item: all.filter(deletes) }],
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
      { key: 'bearerToken', value: '' },
      { key: 'webhookUrl', value: '' },
      ...[...variables].map((key) => ({ key, value: '' })),
    ],
  };
}

function convert(openApi: object): Promise<Collection> {
  return new Promise((resolve, reject) => {
    converter.convertV2({ type: 'json', data: openApi }, OPTIONS, (error, conversion) => {
      const collection = conversion?.result ? conversion.output[0]?.data : undefined;
      if (collection) resolve(collection);
      else reject(error ?? new Error(conversion.result ? 'There is no collection.' : conversion.reason));
    });
  });
}

const deletes = ({ request }: Item) => request.method === 'DELETE';

function steady({ request, ...item }: Item, document: OpenApi): Item {
  const { url, body } = request;
  const operation = operationOf(request, document);
  return {
    ...item,
    id: uuidOf(`${request.method} ${url.path.join('/')}`),
    request: {
      ...request,
      url: {
        ...url,
        query: url.query.map(unset),
        variable: url.variable.map((parameter) => ({
          ...parameter,
          value: `{{${variableOf(request)(parameter)}}}`,
        })),
      },
      header: request.header.map((header) => (header.disabled ? unset(header) : header)),
      ...(body?.mode === 'formdata' && { body: { ...body, formdata: body.formdata?.map(formField) } }),
      ...(body?.mode === 'raw' && { body: { ...body, raw: exampleOf(operation) } }),
    },
    response: [],
    event: scriptsOf(request, operation, document),
  };
}

function scriptsOf(request: Call, operation: Operation, { paths }: OpenApi): Script[] {
  const { operationId, responses } = operation;
  const answers = Object.keys(responses)
    .map(Number)
    .filter((status) => status < 300);
  const refusal = MAY_BE_REFUSED[operationId];
  const resource = request.url.path.at(-1) ?? '';
  const isListed = Object.keys(paths).some((path) => path.includes(`/${resource}/{id}`));
  const remembers = UPLOADS.includes(operationId) || (isListed && resource !== 'requests');
  const wait = WAITS[operationId];
  return [
    ...request.url.variable.map((parameter) => skipWithout(variableOf(request)(parameter))),
    expectStatus(refusal ? [...answers, refusal] : answers),
    ...(remembers ? [remember(UPLOADS.includes(operationId) ? 'requestId' : idOf(resource))] : []),
    ...(wait ? [repeatUntil(wait)] : []),
  ];
}

function operationOf({ method, url }: Call, { paths }: OpenApi): Operation {
  const path = `/${url.path.join('/').replace(/:(\w+)/g, '{$1}')}`;
  const operation = paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${method} ${path} is no operation of the document.`);
  return operation;
}

/** The body that the document gives as an example. */
function exampleOf({ operationId, requestBody }: Operation): string {
  const [media] = Object.values(requestBody?.content ?? {});
  if (media?.example === undefined) throw new Error(`The body of ${operationId} has no example.`);
  return typeof media.example === 'string' ? media.example : JSON.stringify(media.example, null, 2);
}

/** Which id a parameter of a path is: that of a request, unless the path is about something else. */
const variableOf =
  ({ url }: Call) =>
  ({ key }: Parameter): string => {
    const resource = url.path[url.path.indexOf(`:${key}`) - 1] ?? '';
    return key === 'id' && resource !== 'status' ? idOf(resource) : 'requestId';
  };

/** `webhook-endpoints` as `webhookEndpointId`. */
function idOf(resource: string): string {
  const one = resource.replace(/ies$/, 'y').replace(/s$/, '');
  return `${one.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Id`;
}

/** The file is to be chosen; the other fields are there to be switched on. */
function formField(field: Parameter): Parameter {
  if (field.type === 'file') return { ...field, src: 'samples/catalogue.csv' };
  return field.key === 'webhookUrl' ? { ...field, value: '{{webhookUrl}}', disabled: false } : unset(field);
}

function unset(parameter: Parameter): Parameter {
  return { ...parameter, value: '', disabled: true };
}

/** A UUID that is always the same for the same name. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-a$4-$5');
}

import { createHash } from 'node:crypto';
import converter, { type Collection, type Item, type Parameter, type Script } from 'openapi-to-postmanv2';

const OPTIONS = {
  folderStrategy: 'Tags',
  alwaysInheritAuthentication: true,
  enableOptionalParameters: false,
  includeAuthInfoInExample: false,
  preferredRequestBodyType: 'form-data',
};

/** What an upload answers is asked for by the requests after it. */
const REMEMBER_REQUEST: Script = {
  listen: 'test',
  script: {
    type: 'text/javascript',
    exec: [
      'const { id, requestId } = pm.response.json();',
      "if (id || requestId) pm.collectionVariables.set('requestId', id || requestId);",
    ],
  },
};

/**
 * The Postman collection of an OpenAPI document. The converter makes up ids, values and example answers, at random: ids derive
 * from the request here, values that nobody chose are left out, and so are the answers.
 */
export async function postmanCollection(openApi: object): Promise<Collection> {
  const collection = await convert(structuredClone(openApi));
  return {
    ...collection,
    info: { ...collection.info, _postman_id: uuidOf('Halftone') },
    item: collection.item.map((folder) => ({ ...folder, item: folder.item.map(steady) })),
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:3000' },
      { key: 'bearerToken', value: '' },
      { key: 'requestId', value: '' },
      { key: 'deliveryId', value: '' },
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

function steady({ request, ...item }: Item): Item {
  const { url, body } = request;
  const path = url.path.join('/');
  const uploads = body?.formdata?.some(({ key }) => key === 'file');
  const variable = path.includes('deliveries/:') ? '{{deliveryId}}' : '{{requestId}}';
  return {
    ...item,
    id: uuidOf(`${request.method} ${path}`),
    request: {
      ...request,
      url: {
        ...url,
        query: url.query.map(unset),
        variable: url.variable.map((parameter) => ({ ...parameter, value: variable })),
      },
      header: request.header.map((header) => (header.disabled ? unset(header) : header)),
      ...(body?.mode === 'formdata' && { body: { ...body, formdata: body.formdata?.map(formField) } }),
      ...(body?.mode === 'raw' && { body: { ...body, raw: '{}' } }),
    },
    response: [],
    event: uploads ? [REMEMBER_REQUEST] : [],
  };
}

/** The file is to be chosen; the other fields are there to be switched on. */
function formField(field: Parameter): Parameter {
  return field.type === 'file' ? { ...field, src: 'samples/catalogue.csv' } : unset(field);
}

function unset(parameter: Parameter): Parameter {
  return { ...parameter, value: '', disabled: true };
}

/** A UUID that is always the same for the same name. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-a$4-$5');
}

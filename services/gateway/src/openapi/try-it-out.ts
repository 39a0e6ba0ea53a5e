/** Ids that exist, for the operations that are about one thing. */
export type KnownIds = { request?: string; delivery?: string };

type Schema = {
  type?: unknown;
  default?: unknown;
  example?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
};
type Parameter = { name: string; in: string; example?: unknown };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
};

/**
 * The document as the page at /docs takes it, where every operation can be executed as it is opened: an optional field of a
 * form is empty, where the page would write a value of its own making, and an id in a path is one that exists.
 * @param document a copy, which is changed
 */
export function readyToTry<T extends object>(document: T, ids: KnownIds): T {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> };
  for (const [path, operations] of Object.entries(paths)) {
    for (const { parameters = [], requestBody } of Object.values(operations)) {
      for (const parameter of parameters) fillId(parameter, path, ids);
      const form = requestBody?.content?.['multipart/form-data']?.schema;
      if (form) emptyOptionalFields(form);
    }
  }
  return document;
}

function fillId(parameter: Parameter, path: string, ids: KnownIds): void {
  if (parameter.in !== 'path') return;
  const id = path.includes(`/deliveries/{${parameter.name}}`)
    ? ids.delivery
    : requestIdIn(path, parameter, ids);
  if (id !== undefined) parameter.example = id;
}

function requestIdIn(path: string, { name }: Parameter, { request }: KnownIds): string | undefined {
  return name === 'requestId' || /\/(requests|status)\/\{/.test(path) ? request : undefined;
}

function emptyOptionalFields({ properties = {}, required = [] }: Schema): void {
  for (const [name, field] of Object.entries(properties)) {
    if (required.includes(name) || field.default !== undefined) continue;
    // A reference has its default where it leads.
    if ('$ref' in field) continue;
    field.example = '';
  }
}

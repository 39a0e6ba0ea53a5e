/** The parts of JSON Schema that the project's schemas use. */
export type Schema = {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: readonly string[];
};

/** A TypeBox schema as the plain JSON Schema that it is. */
export const plain = (schema: object): Schema => JSON.parse(JSON.stringify(schema));

/** One row for each field, nested ones by their path: name, type, description. */
export function fieldsOf(schema: Schema, path = ''): string[][] {
  if (schema.anyOf?.every((variant) => variant.properties)) return fieldsOf(merged(schema.anyOf), path);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const required = schema.required?.includes(name) ?? false;
    const row = [
      `\`${path}${name}\``,
      `${typeName(field)}${required ? '' : ', optional'}`,
      field.description ?? '',
    ];
    const nested = field.items?.properties ? field.items : field;
    return [row, ...fieldsOf(nested, `${path}${name}${nested === field ? '.' : '[].'}`)];
  });
}

/** Variants of an object as one, for a table: the descriptions say which variant has what. */
function merged(variants: readonly Schema[]): Schema {
  const names = new Set(variants.flatMap((variant) => Object.keys(variant.properties ?? {})));
  const properties = Object.fromEntries([...names].map((name) => [name, mergedField(name, variants)]));
  // Optional is what a variant that has the field may leave out.
  const required = [...names].filter((name) =>
    variants.every((variant) => !variant.properties?.[name] || variant.required?.includes(name)),
  );
  return { properties, required };
}

function mergedField(name: string, variants: readonly Schema[]): Schema {
  const having = variants.filter((variant) => variant.properties?.[name]);
  const fields = having.flatMap((variant) => variant.properties?.[name] ?? []);
  if (fields.length > 1 && fields.every((field) => field.const !== undefined)) {
    return {
      anyOf: fields,
      description: fields.map((field) => `${typeName(field)}: ${field.description}`).join(' '),
    };
  }
  const requiring = having.filter((variant) => variant.required?.includes(name));
  const notes = [
    fields[0]?.description,
    having.length < variants.length && `Only with ${tagsOf(having)}.`,
    requiring.length > 0 && requiring.length < having.length && `Required with ${tagsOf(requiring)}.`,
  ];
  return { ...fields[0], description: notes.filter(Boolean).join(' ') };
}

/** What the variants are told apart by: the values of their constant fields. */
function tagsOf(variants: readonly Schema[]): string {
  const fields = variants.flatMap((variant) => Object.values(variant.properties ?? {}));
  return fields
    .filter((field) => field.const !== undefined)
    .map(typeName)
    .join(', ');
}

/** A short name for a schema's type, as a person writes it. */
export function typeName(schema: Schema): string {
  if (schema.enum)
    return schema.enum.length > 6 ? 'code' : schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.anyOf) return schema.anyOf.map(typeName).join(', ');
  if (schema.type === 'array') return `list of ${schema.items ? typeName(schema.items) : 'anything'}`;
  return schema.type ?? 'any';
}

/** A Markdown table. */
export function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

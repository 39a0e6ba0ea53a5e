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

/** The package has no types of its own; this is what is used of it, and what it gives. */
declare module 'openapi-to-postmanv2' {
  export type Parameter = { key: string; value?: string; type?: string; disabled?: boolean; src?: string };
  export type Call = {
    method: string;
    url: { path: string[]; query: Parameter[]; variable: Parameter[] };
    header: Parameter[];
    body?: { mode?: string; formdata?: Parameter[]; raw?: string };
  };
  export type Script = { listen: 'test' | 'prerequest'; script: { type: 'text/javascript'; exec: string[] } };
  export type Item = {
    id: string;
    name: string;
    request: Call;
    response: unknown[];
    event: Script[];
  };
  export type Collection = {
    info: { _postman_id: string; name: string };
    item: { name: string; item: Item[] }[];
    variable: { key: string; value: string }[];
  };
  type Conversion =
    | { result: true; output: { type: 'collection'; data: Collection }[] }
    | { result: false; reason: string };
  const converter: {
    convertV2(
      input: { type: 'json'; data: unknown },
      options: Record<string, unknown>,
      done: (error: Error | null, conversion: Conversion) => void,
    ): void;
  };
  export default converter;
}

/** Who calls in tests with keys: the key is the name. */
export const anyKey = (key: string): string | null => key || null;

export type Answer = { status: number; headers: Headers; body: unknown };

/** A client of a gateway, as the holder of a key. */
export function clientOf(url: string, key = 'acme') {
  const call = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(url + path, { method, headers: { 'x-api-key': key, ...headers } });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
  };
  return {
    get: (path: string) => call('GET', path),
    post: (path: string, headers?: Record<string, string>) => call('POST', path, headers),
    remove: (path: string) => call('DELETE', path),
    file: (path: string) => fetch(url + path, { headers: { 'x-api-key': key } }),
  };
}

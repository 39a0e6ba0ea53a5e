import type { Haystack } from './haystacks.ts';

export type Call = { method?: string; body?: string; type?: string; key?: string };
export type Answer = { status: number; body: string };

/** Calls the API. */
export type CallApi = (path: string, call?: Call) => Promise<Answer>;

/** A client with a key, which keeps every answer for the search. */
export function clientOf(api: string, ownKey: string): { call: CallApi; answers: Haystack[] } {
  const answers: Haystack[] = [];
  const call: CallApi = async (path, { method = 'GET', body, type = 'text/csv', key = ownKey } = {}) => {
    const response = await fetch(api + path, {
      method,
      headers: { 'x-api-key': key, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body }),
    });
    const answer = Buffer.from(await response.arrayBuffer()).toString('latin1');
    const shown = path.replace(/\?.*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|ep_[0-9a-f]+/, '{id}');
    answers.push({ place: `${method} ${shown}`, text: JSON.stringify([...response.headers]) + answer });
    return { status: response.status, body: answer };
  };
  return { call, answers };
}

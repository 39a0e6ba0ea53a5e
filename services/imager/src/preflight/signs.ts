import type { Sign } from '@halftone/contracts';
import { MARKERS, type Marker } from './sign-table.ts';

/** An answer that is no image. */
export type Answered = {
  /** Where the redirects led; not there without any. */
  redirectedTo: URL | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** How the body begins. */
  text: string;
};

/** What a sign was seen by, at most. */
const SEEN = 300;

/** What the answer looks like: each sign once, the certain before the others. */
export function signsOf(answered: Answered): Sign[] {
  const found = new Map<string, Sign>();
  const places = placesOf(answered);
  for (const { sign, in: place, pattern, says, isUncertain = false } of MARKERS) {
    if (found.get(sign)?.certain || (found.has(sign) && isUncertain)) continue;
    if (!places[place].some((text) => pattern.test(text))) continue;
    found.set(sign, { sign, certain: !isUncertain, seen: sentence(says, place, answered) });
  }
  return [...found.values()].sort((a, b) => Number(b.certain) - Number(a.certain));
}

function placesOf({ redirectedTo, headers, text }: Answered): Record<Marker['in'], string[]> {
  return {
    host: redirectedTo ? [redirectedTo.hostname] : [],
    path: redirectedTo ? [decoded(redirectedTo.pathname + redirectedTo.search)] : [],
    header: Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().map((one) => `${name}: ${one.toLowerCase()}`),
    ),
    title: [titleIn(text)],
    text: [text],
  };
}

/** The query of such an address may hold a key, so it is not shown. */
function sentence(says: string, place: Marker['in'], { redirectedTo, text }: Answered): string {
  const title = titleIn(text);
  const where =
    (place === 'host' || place === 'path') && redirectedTo
      ? `: ${redirectedTo.host}${redirectedTo.pathname}`
      : place === 'title' && title
        ? `: “${title}”`
        : '';
  return `The server ${says}${where}`.slice(0, SEEN - 1).concat('.');
}

function titleIn(text: string): string {
  const [, title = ''] = /<title[^>]{0,200}>([^<]{0,500})/i.exec(text) ?? [];
  return title.replaceAll(/\s+/g, ' ').trim().slice(0, 100);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

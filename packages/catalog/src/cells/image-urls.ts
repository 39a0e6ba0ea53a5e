const MAX_URL_LENGTH = 8192;

/** How the next URL begins. `www.` is not a complete address, but it is meant as one and gets its own fault. */
const URL_START = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i;

/**
 * What stands between URLs. Commas, semicolons, pipes and spaces are legal or at least common inside a URL, so they end
 * one only where the next begins. A line break, and a comma or semicolon with a space after it, are never meant as part
 * of one.
 */
const BETWEEN = /([\s,;|]+)/;
const SEPARATES = /[\r\n]|[,;]\s/;

/** Whether a cell begins like a URL. */
export const looksLikeUrl = (cell: string) => URL_START.test(cell);

/** The URLs of a cell, in order, as they stand in it. */
export function splitUrls(cell: string): string[] {
  if (cell === '') return [];
  // Text and what stands between, in turn: each character is looked at once, however long a run of blanks is.
  const parts = (cell.startsWith('[') ? unlisted(cell) : cell).split(BETWEEN);
  const urls: string[] = [];
  let between = '';
  for (let index = 0; index < parts.length; index += 2) {
    const text = parts[index] ?? '';
    const last = urls.at(-1);
    if (text !== '' && last !== undefined && !SEPARATES.test(between) && !looksLikeUrl(text)) {
      urls[urls.length - 1] = last + between + text;
    } else if (text !== '') urls.push(text);
    between = parts[index + 1] ?? '';
  }
  return urls;
}

/** A list as programs write it, ["a", "b"] in JSON or ['a', 'b'] in Python, as URLs on lines of their own. */
function unlisted(cell: string): string {
  const list = cell.trimEnd();
  const items = list.slice(1, list.endsWith(']') ? -1 : undefined).trim();
  return items
    .replaceAll('\\/', '/')
    .replace(/^["']|["']$/g, '')
    .replace(/["']\s*,\s*["']/g, '\n');
}

/** What is wrong with a URL, as the end of a sentence, or null when it can be used. */
export function urlProblem(url: string): string | null {
  if (!/^https?:\/\//i.test(url)) return 'does not begin with http:// or https://';
  if (url.length > MAX_URL_LENGTH) return `is longer than ${MAX_URL_LENGTH} characters`;
  if (!URL.canParse(url)) return 'is not a valid address';
  // Whoever reads the event log or the output file would read the password.
  if (url.includes('@') && hasCredentials(new URL(url))) return 'contains a user name or password';
  return null;
}

const hasCredentials = ({ username, password }: URL) => username !== '' || password !== '';

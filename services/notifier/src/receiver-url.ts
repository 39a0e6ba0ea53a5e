/** What tells receivers apart: scheme, host and port. A text that is no URL stands for itself. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** The receiver as events may show it: credentials, query and fragment often hold a token. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'not a URL';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

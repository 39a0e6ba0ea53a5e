/** What tells receivers apart: scheme, host and port. A text that is no URL stands for itself. */
export const originOf = (url: string): string => URL.parse(url)?.origin ?? url;

/** The receiver as events may show it: credentials, query and fragment often hold a token. */
export const shownUrl = (url: URL | null): string => (url ? `${url.origin}${url.pathname}` : 'not a URL');

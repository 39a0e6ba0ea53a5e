/** Which links cannot hold an expiry is said quickly: a catalogue has millions of them. */
const MAY_EXPIRE =
  /[?&;](x-(?:[a-z]+-)?(?:date|expires)|expires?|expiry|exp|se|oe|ex|ik-t|hdnts|hdnea|policy)=/i;

/** Dates that somebody may have meant: other numbers are no times. */
const FIRST_YEAR = Date.UTC(2001, 0);
const LAST_YEAR = Date.UTC(2100, 0);

/** Where a signed link says until when it is good. */
type Rule = { hosts?: RegExp; until: (query: (name: string) => string) => number };

const RULES: readonly Rule[] = [
  // AWS Signature 4 and those that took it over: a beginning, and seconds from it.
  ...['amz', 'goog', 'oss', 'cos', 'tos', 'obs'].map(
    (vendor): Rule => ({
      until: (query) =>
        basicDate(query(`x-${vendor}-date`)) + Number(query(`x-${vendor}-expires`) || Number.NaN) * 1000,
    }),
  ),
  // Shared access signatures of Azure.
  { until: (query) => (query('sig') ? Date.parse(query('se')) : Number.NaN) },
  // A policy of CloudFront: JSON in base64 with other signs.
  { until: (query) => policyEnd(query('policy')) },
  // Edge tokens of Akamai.
  { until: (query) => unixTime(/(?:^|~)exp=(\d+)/.exec(query('hdnts') || query('hdnea'))?.[1] ?? '') },
  // Hexadecimal times.
  { hosts: /(^|\.)(fbcdn\.net|cdninstagram\.com)$/, until: (query) => hexTime(query('oe')) },
  { hosts: /(^|\.)discordapp\.(com|net)$/, until: (query) => hexTime(query('ex')) },
  // Signature 2 of S3, CloudFront, Google, Alibaba, Bunny, TikTok, ImageKit and many more.
  ...['expires', 'x-expires', 'expire', 'expiry', 'exp', 'ik-t'].map(
    (name): Rule => ({ until: (query) => unixTime(query(name)) }),
  ),
];

/**
 * Until when a signed link is good, in milliseconds since 1970, by what its address says; by its own clock a server may
 * still take it, or not any more.
 * @returns undefined when it says nothing of the kind
 */
export function expiryOf(link: string): number | undefined {
  if (!MAY_EXPIRE.test(link)) return undefined;
  const url = URL.parse(link);
  if (!url) return undefined;
  const fields = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const query = (name: string) => fields.get(name) ?? '';
  for (const { hosts, until } of RULES) {
    if (hosts && !hosts.test(url.hostname)) continue;
    const time = until(query);
    if (time >= FIRST_YEAR && time < LAST_YEAR) return time;
  }
  return undefined;
}

/** `20261130T093000Z`, as ISO 8601 has it without signs. */
function basicDate(text: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Seconds or, with thirteen digits, milliseconds. */
function unixTime(text: string): number {
  if (!/^(\d{10}|\d{13})$/.test(text)) return Number.NaN;
  return Number(text) * (text.length === 10 ? 1000 : 1);
}

const hexTime = (text: string) =>
  /^[0-9a-f]{8}$/i.test(text) ? Number.parseInt(text, 16) * 1000 : Number.NaN;

function policyEnd(text: string): number {
  const signs: Record<string, string> = { '-': '+', _: '=', '~': '/' };
  const json = Buffer.from(
    text.replaceAll(/[-_~]/g, (sign) => signs[sign] ?? ''),
    'base64',
  ).toString();
  return Number(/"AWS:EpochTime"\s*:\s*(\d+)/.exec(json)?.[1] ?? Number.NaN) * 1000;
}

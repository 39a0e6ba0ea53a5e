/** A link as people share it, and where the file itself is. */
type Rule = {
  hosts: RegExp;
  /** Matched against the path. */
  path: RegExp;
  /** @returns undefined when the link says too little to find the file */
  direct: (link: URL, groups: Record<string, string | undefined>) => string | undefined;
};

const GOOGLE = /^(drive|docs)\.google\.com$/;
const DROPBOX = /^(www\.)?dropbox\.com$/;

/**
 * The share links whose page stands in the way of the file. Links to folders are not among them: they hold many files.
 * The first rule that matches is applied.
 */
const RULES: readonly Rule[] = [
  {
    hosts: GOOGLE,
    path: /^\/file\/(?:u\/\d+\/)?d\/(?<id>[\w-]+)/,
    direct: (link, { id }) => googleDownload(link, id),
  },
  {
    hosts: GOOGLE,
    path: /^\/(?:u\/\d+\/)?(?:open|uc)$/,
    direct: (link) => googleDownload(link, link.searchParams.get('id')),
  },
  { hosts: DROPBOX, path: /^\/(?:s|scl\/fi)\/./, direct: (link) => withParameter(link, 'dl', '1') },
  // Of personal OneDrive, links that are older than 2024; the sharing API takes them as a token.
  { hosts: /^1drv\.ms$/, path: /^\/\w\/s!/, direct: oneDriveContent },
  { hosts: /^1drv\.ms$/, path: /^\/\w\/c\/./, direct: (link) => withParameter(link, 'download', '1') },
  {
    hosts: /^onedrive\.live\.com$/,
    path: /^\/(?:embed|redir|view\.aspx)?$/,
    direct: oneDriveDownload,
  },
  // OneDrive for work and school: `:i:` says that the link is one to an image, `:u:` to any file.
  {
    hosts: /\.sharepoint\.com$/,
    path: /^\/:[iu]:\//,
    direct: (link) => withParameter(link, 'download', '1'),
  },
];

/** The address of the file behind a share link of Google Drive, Dropbox or OneDrive; every other URL as it is. */
export function directLink(url: string): string {
  const link = URL.parse(url);
  if (!link) return url;
  for (const { hosts, path, direct } of RULES) {
    const match = hosts.test(link.hostname) ? path.exec(link.pathname) : null;
    if (match) return direct(link, match.groups ?? {}) ?? url;
  }
  return url;
}

function googleDownload(link: URL, id: string | null | undefined): string | undefined {
  if (!id) return undefined;
  const key = link.searchParams.get('resourcekey');
  const query = new URLSearchParams({ export: 'download', id, ...(key && { resourcekey: key }) });
  return `https://drive.google.com/uc?${query}`;
}

function oneDriveContent(link: URL): string {
  const token = Buffer.from(link.href).toString('base64url');
  return `https://api.onedrive.com/v1.0/shares/u!${token}/root/content`;
}

function oneDriveDownload(link: URL): string | undefined {
  if (!link.searchParams.has('resid') && !link.searchParams.has('id')) return undefined;
  const download = new URL('/download', link);
  const { cid, resid, id, authkey } = Object.fromEntries(link.searchParams);
  const query = { cid, resid: resid ?? id, authkey };
  for (const [name, value] of Object.entries(query)) if (value) download.searchParams.set(name, value);
  return download.href;
}

function withParameter(link: URL, name: string, value: string): string {
  const changed = new URL(link);
  changed.searchParams.set(name, value);
  return changed.href;
}

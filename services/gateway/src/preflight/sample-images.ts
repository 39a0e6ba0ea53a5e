import type { Product } from '@halftone/catalog';
import type { Columns } from '@halftone/contracts';
import { expiryOf } from './link-expiry.ts';

/** An image of the catalogue, and where it stands first. */
export type Candidate = Pick<Product, 'line' | 'serial' | 'name'> & { url: string; host: string };

/** What a catalogue has of one host. */
export type HostImages = {
  host: string;
  /** Unique images. */
  images: number;
  /** Of them, those whose links have expired; the first of them by line. */
  expired: number;
  firstExpired: Candidate[];
  /** The first of them by line. */
  first: Candidate[];
};

export type ImageSample = {
  /** Takes note of an image, which is to come once. */
  add(url: string, product: Product, columns: Columns): void;
  /** The hosts with most images, and how many images those have that are not listed. */
  hosts(): HostImages[];
  beyond(): { hosts: number; images: number };
  /** So many images: of every host in turn, and of its columns in turn. */
  choose(count: number): Candidate[];
};

type Reservoir = { seen: number; kept: Candidate[] };
type Host = HostImages & { columns: Map<string, Reservoir> };

/** What is remembered of a catalogue of any size. */
const MOST = {
  hosts: 200,
  columnsOfHost: 12,
  candidates: 2000,
  urlLength: 2048,
  listed: 25,
  text: 200,
} as const;

/**
 * Remembers a random part of the images of a catalogue, while it is read, evenly of its hosts and columns.
 * @param perColumn how many of each column of a host
 * @param random from 0 to 1
 */
export function sampleImages({
  perColumn,
  now,
  random,
}: {
  perColumn: number;
  now: number;
  random: () => number;
}): ImageSample {
  const hosts = new Map<string, Host>();
  const beyond = { hosts: new Set<string>(), images: 0 };
  let candidates = 0;

  const keep = (reservoir: Reservoir, candidate: Candidate) => {
    reservoir.seen += 1;
    if (candidate.url.length > MOST.urlLength) return;
    // Every column has one in any case; more only while there is room for all.
    const room = candidates < MOST.candidates ? perColumn : 1;
    if (reservoir.kept.length < room) {
      reservoir.kept.push(candidate);
      candidates += 1;
      return;
    }
    const place = Math.floor(random() * reservoir.seen);
    if (place < reservoir.kept.length) reservoir.kept[place] = candidate;
  };

  return {
    add(url, { line, serial, name, cells }, columns) {
      const hostName = URL.parse(url)?.host;
      if (hostName === undefined) return;
      const known = hosts.get(hostName);
      if (!known && hosts.size >= MOST.hosts) {
        beyond.images += 1;
        if (beyond.hosts.size < 10_000) beyond.hosts.add(hostName);
        return;
      }
      const host = known ?? newHost(hostName);
      hosts.set(hostName, host);
      const candidate = { url, host: hostName, line, serial: shortened(serial), name: shortened(name) };
      host.images += 1;
      if (host.first.length < MOST.listed) host.first.push(candidate);
      if ((expiryOf(url) ?? Number.POSITIVE_INFINITY) <= now) {
        host.expired += 1;
        if (host.firstExpired.length < MOST.listed) host.firstExpired.push(candidate);
      }
      keep(reservoirOf(host, columnOf(url, cells, columns)), candidate);
    },
    hosts: () => [...hosts.values()].sort((a, b) => b.images - a.images),
    beyond: () => ({ hosts: beyond.hosts.size, images: beyond.images }),
    choose: (count) =>
      inTurn(
        [...hosts.values()].sort((a, b) => b.images - a.images),
        count,
      ),
  };
}

/** A cell may have as many bytes as an event. A part of a text would keep the whole in memory, so it is copied. */
const shortened = (text: string) =>
  text.length <= MOST.text ? text : `${Buffer.from(text.slice(0, MOST.text - 1)).toString()}…`;

const newHost = (host: string): Host => ({
  host,
  images: 0,
  expired: 0,
  firstExpired: [],
  first: [],
  columns: new Map(),
});

function reservoirOf({ columns }: Host, column: string): Reservoir {
  const name = columns.has(column) || columns.size < MOST.columnsOfHost ? column : '';
  const reservoir = columns.get(name) ?? { seen: 0, kept: [] };
  columns.set(name, reservoir);
  return reservoir;
}

/** The heading of the column that a URL stands in; that of the first, where the URL was completed. */
function columnOf(url: string, cells: readonly string[], { images, layout, header }: Columns): string {
  const positions = layout?.images ?? [images];
  const position = positions.length > 1 ? positions.find((at) => cells[at]?.includes(url)) : undefined;
  const chosen = position ?? positions[0] ?? 0;
  return header[chosen] ?? String(chosen);
}

function inTurn(hosts: readonly Host[], count: number): Candidate[] {
  const lines = hosts.map((host) => interleaved([...host.columns.values()].map(({ kept }) => kept)));
  return interleaved(lines).slice(0, count);
}

/** The first of each, then the second of each, and so on. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

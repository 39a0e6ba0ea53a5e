import { signal } from '@preact/signals';

/** In which language numbers and times are written, as BCP 47 says it; what the browser asks for if left out. */
export const locale = signal<string | undefined>(undefined);

const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale.value ?? ''}${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(locale.value, options);
  formats.set(key, known);
  return known;
}

/** A number as the reader writes it: 12,345 or 12.345. */
export const number = (value: number, maximumFractionDigits = 0): string =>
  numberFormat({ maximumFractionDigits }).format(value);

/** A share from 0 to 1 as percent; never 100 % for less than all, nor 0 % for more than none. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const honest = share < 1 && whole === 100 ? 99 : share > 0 && whole === 0 ? 1 : whole;
  return numberFormat({ style: 'percent', maximumFractionDigits: 0 }).format(honest / 100);
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A size in decimal units with three digits at most: 420 kB, 1.24 MB. */
export function bytes(value: number): string {
  const size = Math.abs(value);
  if (size < 1000) return `${number(value)} B`;
  const power = Math.min(BYTE_UNITS.length - 1, Math.floor(Math.log10(size) / 3));
  const scaled = value / 1000 ** power;
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  const unit = BYTE_UNITS[power] ?? 'byte';
  return numberFormat({ style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(
    scaled,
  );
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unit = (value: number, name: 'millisecond' | 'second' | 'minute' | 'hour' | 'day', digits = 0) =>
  numberFormat({ style: 'unit', unit: name, unitDisplay: 'narrow', maximumFractionDigits: digits }).format(
    value,
  );

/** A time span in the two largest units that say something: 340ms, 4.2s, 3m 5s, 2h 10m; the reader's language says how. */
export function duration(ms: number): string {
  if (ms < SECOND) return unit(Math.round(ms), 'millisecond');
  if (ms < 10 * SECOND) return unit(ms / SECOND, 'second', 1);
  if (ms < MINUTE) return unit(Math.round(ms / SECOND), 'second');
  if (ms < HOUR) return two(ms, MINUTE, 'minute', SECOND, 'second');
  if (ms < DAY) return two(ms, HOUR, 'hour', MINUTE, 'minute');
  return two(ms, DAY, 'day', HOUR, 'hour');
}

type UnitName = 'second' | 'minute' | 'hour' | 'day';

function two(ms: number, large: number, largeName: UnitName, small: number, smallName: UnitName): string {
  const inSmall = Math.round(ms / small);
  const perLarge = large / small;
  const rest = inSmall % perLarge;
  const whole = unit(Math.floor(inSmall / perLarge), largeName);
  return rest === 0 ? whole : `${whole} ${unit(rest, smallName)}`;
}

/** A moment in the reader's zone, to the minute or the second. */
export function moment(time: string | Date, precision: 'minute' | 'second' = 'minute'): string {
  return new Intl.DateTimeFormat(locale.value, {
    dateStyle: 'medium',
    timeStyle: precision === 'minute' ? 'short' : 'medium',
  }).format(new Date(time));
}

/** The time of day to the millisecond, for events that follow each other closely. */
export function timeOfDay(time: string): string {
  return new Intl.DateTimeFormat(locale.value, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(new Date(time));
}

/** How long ago a moment was: 3 min. ago, yesterday. */
export function ago(time: string, now: Date): string {
  const ms = new Date(time).getTime() - now.getTime();
  const relative = new Intl.RelativeTimeFormat(locale.value, { numeric: 'auto', style: 'short' });
  const size = Math.abs(ms);
  if (size < MINUTE) return relative.format(Math.round(ms / SECOND), 'second');
  if (size < HOUR) return relative.format(Math.round(ms / MINUTE), 'minute');
  if (size < DAY) return relative.format(Math.round(ms / HOUR), 'hour');
  return relative.format(Math.round(ms / DAY), 'day');
}

/** A day, written as 2027-01-31, as the reader writes it. */
export const day = (text: string): string =>
  new Intl.DateTimeFormat(locale.value, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(text));

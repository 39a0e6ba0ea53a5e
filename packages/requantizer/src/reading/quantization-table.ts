import { decline } from './declined.ts';

/** Sixty-four step sizes in zigzag order, as a DQT segment lists them (ITU-T T.81, B.2.4.1). */
export type QuantizationTable = Uint8Array;

type Tables = readonly (QuantizationTable | undefined)[];

/**
 * The tables with those of a DQT segment put into their places.
 * @throws Declined for tables of 16 bits, which a baseline file has not, and for steps of 0
 */
export function readQuantization(tables: Tables, content: Uint8Array): Tables {
  const all = [...tables];
  for (let at = 0; at < content.length; at += 65) {
    const place = content[at] ?? 0;
    const table = content.slice(at + 1, at + 65);
    if (place > 3 || table.length < 64 || table.includes(0)) decline('a quantization table of another form');
    all[place] = table;
  }
  return all;
}

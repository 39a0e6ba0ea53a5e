import type { QuantizationTable } from '../reading/quantization-table.ts';

/** ITU-T T.81, table K.1, in zigzag order. */
// biome-ignore format: eight in a line, as the table has them
const LUMINANCE = Uint8Array.of(
  16, 11, 12, 14, 12, 10, 16, 14,
  13, 14, 18, 17, 16, 19, 24, 40,
  26, 24, 22, 22, 24, 49, 35, 37,
  29, 40, 58, 51, 61, 60, 57, 51,
  56, 55, 64, 72, 92, 78, 64, 68,
  87, 69, 55, 56, 80, 109, 81, 87,
  95, 98, 103, 104, 103, 62, 77, 113,
  121, 112, 100, 120, 92, 101, 103, 99,
);

/** Table K.2. */
// biome-ignore format: eight in a line, as the table has them
const CHROMINANCE = Uint8Array.of(
  17, 18, 18, 24, 21, 24, 47, 26,
  26, 47, 99, 66, 56, 66, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
);

/**
 * The tables that libjpeg, and with it sharp, writes for a quality from 1 to 100: those of annex K, scaled as
 * jpeg_quality_scaling() does, and held to the eight bits of a baseline file.
 */
export function tablesFor(quality: number): { luminance: QuantizationTable; chrominance: QuantizationTable } {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scaled = (step: number) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100)));
  return { luminance: LUMINANCE.map(scaled), chrominance: CHROMINANCE.map(scaled) };
}

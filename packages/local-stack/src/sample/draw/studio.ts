/** The studio in which the products stand: SVG pieces that all drawings share. The canvas is 1200 by 1200. */

export type Stop = readonly [offset: number, colour: string, opacity?: number];

export function linear(id: string, [x1, y1, x2, y2]: readonly number[], stops: readonly Stop[]): string {
  return `<linearGradient id="${id}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stops.map(stop).join('')}</linearGradient>`;
}

export function radial(id: string, [cx, cy, r]: readonly number[], stops: readonly Stop[]): string {
  return `<radialGradient id="${id}" cx="${cx}" cy="${cy}" r="${r}">${stops.map(stop).join('')}</radialGradient>`;
}

const stop = ([offset, colour, opacity = 1]: Stop) =>
  `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`;

/** Left to right over a round body: a dark edge, the light of the window, a shaded side and a rim of light. */
export function roundBody(id: string, dark: string, mid: string, light: string): string {
  return linear(
    id,
    [0, 0, 1, 0],
    [
      [0, dark],
      [0.1, mid],
      [0.28, light],
      [0.42, mid],
      [0.8, dark],
      [0.94, dark],
      [1, mid],
    ],
  );
}

export function blur(id: string, deviation: number): string {
  return `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${deviation}"/></filter>`;
}

export type Grain = { frequency: string; strength: number; seed?: number; depth?: number };

/** A surface with relief, lit from the upper left; it is multiplied onto what the filter is applied to. */
export function relief(id: string, { frequency, strength, seed = 1, depth = 3 }: Grain): string {
  return `<filter id="${id}" x="-5%" y="-5%" width="110%" height="110%" color-interpolation-filters="sRGB">
    <feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="${depth}" seed="${seed}" result="noise"/>
    <feDiffuseLighting in="noise" surfaceScale="${strength}" diffuseConstant="1.05" lighting-color="#fff" result="lit">
      <feDistantLight azimuth="225" elevation="62"/>
    </feDiffuseLighting>
    <feBlend in="SourceGraphic" in2="lit" mode="multiply" result="blended"/>
    <feComposite in="blended" in2="SourceGraphic" operator="in"/>
  </filter>`;
}

/** A shadow on the floor: a soft wide one, and a dark one where the thing touches. */
export function shadow(cx: number, cy: number, rx: number, ry: number, opacity = 0.45): string {
  return `<ellipse cx="${cx + rx * 0.12}" cy="${cy}" rx="${rx * 1.12}" ry="${ry * 1.25}" fill="#000" opacity="${opacity * 0.6}" filter="url(#soft)"/>
    <ellipse cx="${cx}" cy="${cy - ry * 0.2}" rx="${rx * 0.92}" ry="${ry * 0.55}" fill="#000" opacity="${opacity}" filter="url(#contact)"/>`;
}

export type Backdrop = { wall: string; floor: string; light: string; horizon?: number };

/** A complete picture: the backdrop without a visible corner, then the product. */
export function picture(backdrop: Backdrop, definitions: string, product: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="1200" height="1200" viewBox="0 0 1200 1200">
    <defs>${room(backdrop)} ${definitions}</defs>
    <g filter="url(#plaster)"><rect width="1200" height="1200" fill="url(#room)"/></g>
    <rect width="1200" height="1200" fill="url(#window)"/>
    ${product}
    <rect width="1200" height="1200" fill="url(#vignette)"/>
  </svg>`;
}

function room({ wall, floor, light, horizon = 830 }: Backdrop): string {
  const edge = horizon / 1200;
  const walls: Stop[] = [
    [0, wall],
    [edge - 0.1, wall],
    [edge + 0.06, floor],
    [1, floor],
  ];
  const sun: Stop[] = [
    [0, light, 0.95],
    [0.5, light, 0.35],
    [1, light, 0],
  ];
  const corners: Stop[] = [
    [0.55, '#000', 0],
    [1, '#000', 0.32],
  ];
  return `${linear('room', [0, 0, 0, 1], walls)}
    ${radial('window', [0.34, 0.3, 0.75], sun)}
    ${radial('vignette', [0.5, 0.5, 0.75], corners)}
    ${blur('soft', 26)} ${blur('contact', 9)} ${blur('haze', 14)} ${blur('slight', 4)}
    ${relief('plaster', { frequency: '0.012 0.018', strength: 0.9, seed: 7, depth: 5 })}`;
}

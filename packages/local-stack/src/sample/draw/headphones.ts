import { linear, picture, radial, relief, shadow } from './studio.ts';

const DEFINITIONS = `
    ${linear(
      'band',
      [0, 0, 1, 0],
      [
        [0, '#17181c'],
        [0.25, '#5d626d'],
        [0.4, '#2b2e35'],
        [1, '#0c0d10'],
      ],
    )}
    ${linear(
      'shellLeft',
      [0, 0, 1, 1],
      [
        [0, '#f4efe6'],
        [0.5, '#cfc6b6'],
        [1, '#80776a'],
      ],
    )}
    ${radial(
      'plate',
      [0.36, 0.3, 0.8],
      [
        [0, '#fffdf8'],
        [0.45, '#d9d1c2'],
        [1, '#7d7465'],
      ],
    )}
    ${radial(
      'cushion',
      [0.4, 0.35, 0.75],
      [
        [0, '#6b4a37'],
        [0.6, '#3d2719'],
        [1, '#1d110a'],
      ],
    )}
    ${linear(
      'metal',
      [0, 0, 1, 0],
      [
        [0, '#6c6f75'],
        [0.35, '#fbfcfd'],
        [0.6, '#8c9097'],
        [1, '#44474c'],
      ],
    )}
    ${relief('leatherette', { frequency: '0.2', strength: 2.4, seed: 12 })}
    ${relief('matt', { frequency: '0.6', strength: 0.8, seed: 3, depth: 2 })}`;

/** Over-ear headphones, standing. */
export function headphones(): string {
  const cup = (x: number, tilt: number) => `
    <g transform="rotate(${tilt} ${x} 760)">
      <g filter="url(#leatherette)"><rect x="${x - (tilt > 0 ? -20 : 130)}" y="590" width="110" height="340" rx="55" fill="url(#cushion)"/></g>
      <g filter="url(#matt)"><ellipse cx="${x}" cy="760" rx="104" ry="176" fill="url(#shellLeft)"/></g>
      <ellipse cx="${x}" cy="760" rx="80" ry="148" fill="url(#plate)" stroke="#6e6558" stroke-width="4"/>
      <ellipse cx="${x}" cy="760" rx="42" ry="80" fill="none" stroke="#9d9484" stroke-width="5"/>
      ${Array.from({ length: 5 }, (_, i) => `<ellipse cx="${x}" cy="760" rx="${8 + i * 7}" ry="${16 + i * 13}" fill="none" stroke="#8a8173" stroke-width="2" opacity="0.6"/>`).join('')}
      <path d="M${x - 66} 690 Q${x - 46} 634 ${x} 624" fill="none" stroke="#fff" stroke-width="13" stroke-linecap="round" opacity="0.85" filter="url(#slight)"/>
    </g>`;
  const product = `
    ${shadow(380, 938, 130, 24, 0.5)} ${shadow(830, 938, 130, 24, 0.5)}
    <path d="M352 640 C300 90 900 90 848 640" fill="none" stroke="#0b0c0e" stroke-width="74" stroke-linecap="round" opacity="0.35" filter="url(#haze)"/>
    <g filter="url(#leatherette)"><rect x="250" y="150" width="700" height="520" fill="none"/><path d="M352 600 C306 110 894 110 848 600" fill="none" stroke="url(#band)" stroke-width="66" stroke-linecap="round"/></g>
    <path d="M386 560 C360 176 840 176 814 560" fill="none" stroke="#000" stroke-opacity="0.5" stroke-width="22" filter="url(#slight)"/>
    <path d="M346 500 C350 270 470 196 600 196" fill="none" stroke="#c7ccd6" stroke-width="12" stroke-linecap="round" opacity="0.6" filter="url(#slight)"/>
    <rect x="336" y="540" width="34" height="130" rx="10" fill="url(#metal)"/><rect x="830" y="540" width="34" height="130" rx="10" fill="url(#metal)"/>
    ${cup(360, 6)} ${cup(840, -6)}`;
  return picture({ wall: '#8fa3b5', floor: '#6b7c8c', light: '#eef6ff', horizon: 860 }, DEFINITIONS, product);
}

import { linear, picture, relief, roundBody, shadow } from './studio.ts';

const BODY =
  'M470 470 Q470 400 520 372 L680 372 Q730 400 730 470 L730 990 Q730 1022 700 1026 Q600 1040 500 1026 Q470 1022 470 990 Z';

const DEFINITIONS = `
    ${roundBody('coat', '#0e3b45', '#1d6572', '#5fb0b8')}
    ${linear(
      'steel',
      [0, 0, 1, 0],
      [
        [0, '#4f565b'],
        [0.12, '#b9c1c6'],
        [0.26, '#ffffff'],
        [0.36, '#98a1a7'],
        [0.6, '#59626a'],
        [0.82, '#c4cbd0'],
        [1, '#5a6269'],
      ],
    )}
    ${roundBody('cap', '#141618', '#2b2f33', '#6e767c')}
    ${relief('powder', { frequency: '0.55', strength: 1.1, seed: 5, depth: 2 })}
    ${relief('brushed', { frequency: '0.006 0.5', strength: 0.8, seed: 2, depth: 2 })}
    <clipPath id="body"><path d="${BODY}"/></clipPath>`;

/** An insulated steel bottle with a powder coat and a carrying loop. */
export function bottle(): string {
  const product = `
    ${shadow(610, 1026, 170, 30, 0.5)}
    <path d="M512 240 C470 70 730 70 688 240" fill="none" stroke="#1b1e21" stroke-width="42" stroke-linecap="round"/>
    <path d="M506 214 C490 92 650 78 676 150" fill="none" stroke="#7b848a" stroke-width="8" opacity="0.8" filter="url(#slight)"/>
    <g filter="url(#powder)"><path d="${BODY}" fill="url(#coat)"/></g>
    <g clip-path="url(#body)">
      <rect x="516" y="440" width="34" height="560" fill="#fff" opacity="0.33" filter="url(#haze)"/>
      <rect x="690" y="420" width="16" height="590" fill="#9fe3ea" opacity="0.3" filter="url(#haze)"/>
      <path d="M470 372 h260 v46 q-130 30 -260 0 Z" fill="#000" opacity="0.28" filter="url(#haze)"/>
    </g>
    <g filter="url(#brushed)">
      <path d="M472 984 Q600 1004 728 984 L728 996 Q728 1022 700 1026 Q600 1040 500 1026 Q472 1022 472 996 Z" fill="url(#steel)"/>
      <path d="M516 330 h168 v42 q-84 16 -168 0 Z" fill="url(#steel)"/>
    </g>
    <path d="M500 236 Q600 212 700 236 L704 324 Q600 346 496 324 Z" fill="url(#cap)"/>
    ${Array.from({ length: 17 }, (_, i) => `<rect x="${506 + i * 11.4}" y="${252 - Math.sin((i / 16) * Math.PI) * 8}" width="4" height="72" fill="#000" opacity="0.35"/>`).join('')}
    <path d="M502 238 Q600 214 698 238" fill="none" stroke="#a5adb3" stroke-width="4" opacity="0.8"/>
    <g transform="translate(600 690)" fill="none" stroke="#e8f6f6" stroke-opacity="0.85" stroke-width="9">
      <path d="M-66 34 L-18 -44 L14 6 L34 -22 L70 34 Z" stroke-linejoin="round"/><circle cx="36" cy="-62" r="15"/>
    </g>`;
  return picture({ wall: '#d7d9d3', floor: '#aeb0a8', light: '#ffffff', horizon: 900 }, DEFINITIONS, product);
}

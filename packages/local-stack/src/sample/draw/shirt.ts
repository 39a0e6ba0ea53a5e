import { linear, picture, relief } from './studio.ts';

export type Cloth = { light: string; mid: string; dark: string; creases: number };

const SHIRT =
  'M452 196 Q600 292 748 196 Q806 206 852 232 L1052 426 Q1062 440 1050 452 L930 562 Q918 572 906 560 L856 506 Q846 720 866 1010 Q868 1036 842 1040 Q600 1064 358 1040 Q332 1036 334 1010 Q354 720 344 506 L294 560 Q282 572 270 562 L150 452 Q138 440 148 426 L348 232 Q394 206 452 196 Z';

/** A T-shirt, laid flat and photographed from above. */
export function shirt(cloth: Cloth): string {
  const { dark } = cloth;
  const folds = [
    'M356 520 Q470 640 420 900',
    'M846 520 Q740 660 790 930',
    'M480 330 Q520 600 500 1020',
    'M700 360 Q660 640 700 1030',
    'M300 300 Q380 420 350 520',
    'M900 300 Q820 420 852 520',
  ];
  const planks = [0, 1, 2, 3, 4].map(
    (i) => `<rect x="0" y="${i * 240}" width="1200" height="5" fill="#3d2c1c" opacity="0.5"/>`,
  );
  const product = `
    <g filter="url(#planks)"><rect width="1200" height="1200" fill="#c9b499"/></g>${planks.join('')}
    <path d="${SHIRT}" fill="#000" opacity="0.5" transform="translate(12 20)" filter="url(#haze)"/>
    <path d="M452 196 Q600 168 748 196 L720 300 L480 300 Z" fill="${dark}"/>
    <path d="M480 214 Q600 190 720 214 L700 300 L500 300 Z" fill="#000" opacity="0.3" filter="url(#slight)"/>
    <g filter="url(#jersey)"><g filter="url(#creases)"><path d="${SHIRT}" fill="url(#cloth)"/></g></g>
    <g clip-path="url(#shirt)">
      ${folds.map((d) => `<path d="${d}" fill="none" stroke="#000" stroke-width="24" opacity="0.2" filter="url(#haze)"/><path d="${d}" transform="translate(-20 0)" fill="none" stroke="#fff" stroke-width="14" opacity="0.22" filter="url(#haze)"/>`).join('')}
      <path d="M344 506 L348 232 M856 506 L852 232" fill="none" stroke="#000" stroke-width="5" opacity="0.3"/>
      <path d="M336 1006 Q600 1030 864 1006 M172 430 L284 534 M1028 430 L916 534" fill="none" stroke="#000" stroke-width="3" stroke-dasharray="9 5" opacity="0.4"/>
      <path d="M452 196 Q600 340 748 196" fill="none" stroke="${dark}" stroke-width="46"/>
      <path d="M430 206 Q600 376 770 206" fill="none" stroke="#000" stroke-width="3" opacity="0.4"/>
    </g>
 <rect x="572" y="192" width="56" height="26" rx="3" fill="#f5f1e8"/><path d="M582 205 h36" stroke="#8b8476" stroke-width="4"/>`;
  return picture({ wall: '#c9b499', floor: '#c9b499', light: '#fff4dd' }, definitionsFor(cloth), product);
}

const definitionsFor = ({ light, mid, dark, creases }: Cloth) => `
    ${linear(
      'cloth',
      [0, 0, 1, 1],
      [
        [0, light],
        [0.5, mid],
        [1, dark],
      ],
    )}
    ${relief('creases', { frequency: '0.0045 0.0065', strength: creases, seed: 42, depth: 4 })}
    ${relief('jersey', { frequency: '0.5 0.35', strength: 2, seed: 13, depth: 2 })}
    ${relief('planks', { frequency: '0.003 0.08', strength: 3, seed: 33, depth: 4 })}
    <clipPath id="shirt"><path d="${SHIRT}"/></clipPath>`;

import { linear, picture, radial, relief, roundBody, shadow } from './studio.ts';

export type Glaze = { dark: string; mid: string; light: string };

const BODY = 'M395 420 C398 600 410 760 440 872 Q600 930 760 872 C790 760 802 600 805 420 Z';
const DIP = 'M395 420 C398 560 405 660 416 735 Q500 775 600 742 T785 738 C796 660 803 560 805 420 Z';

/** A stoneware mug, dipped in a glaze, with coffee in it. */
export function mug(glaze: Glaze): string {
  const { dark, mid, light } = glaze;
  const product = `
    ${shadow(612, 902, 205, 34, 0.55)}
    <path d="M790 505 C960 480 975 740 768 765" fill="none" stroke="${dark}" stroke-width="60" stroke-linecap="round"/>
    <path d="M790 500 C948 478 960 728 770 752" fill="none" stroke="${mid}" stroke-width="40" stroke-linecap="round"/>
    <path d="M800 490 C925 474 938 620 900 680" fill="none" stroke="${light}" stroke-width="9" stroke-linecap="round" opacity="0.75" filter="url(#slight)"/>
    <g filter="url(#speckled)"><path d="${BODY}" fill="url(#clay)"/></g>
    <g filter="url(#glazed)"><path d="${DIP}" fill="url(#glaze)"/></g>
    <g clip-path="url(#body)">
      <path d="M416 737 Q500 777 600 744 T785 740" fill="none" stroke="#000" stroke-opacity="0.35" stroke-width="7" filter="url(#slight)"/>
      <path d="M452 470 Q452 640 474 800" fill="none" stroke="#fff" stroke-width="26" opacity="0.4" filter="url(#haze)"/>
      <rect x="468" y="480" width="16" height="170" rx="8" fill="#fff" opacity="0.6" filter="url(#slight)"/>
    </g>
    <ellipse cx="600" cy="420" rx="205" ry="50" fill="${mid}"/>
    <ellipse cx="600" cy="421" rx="192" ry="43" fill="url(#inside)"/>
    <ellipse cx="600" cy="432" rx="184" ry="34" fill="url(#coffee)"/>
    <path d="M440 424 Q520 404 600 404" fill="none" stroke="#e9c79d" stroke-opacity="0.4" stroke-width="5" filter="url(#slight)"/>
    <path d="M398 414 A205 50 0 0 1 600 370" fill="none" stroke="#fff" stroke-opacity="0.7" stroke-width="5"/>
    <path d="M560 350 C520 280 620 250 570 160 M640 350 C690 270 600 240 660 140" fill="none" stroke="#fff" stroke-width="22" opacity="0.3" filter="url(#haze)"/>`;
  return picture({ wall: '#c9bfb2', floor: '#a48f78', light: '#fff5e4' }, definitionsFor(glaze), product);
}

const definitionsFor = ({ dark, mid, light }: Glaze) => `
    ${roundBody('clay', '#7d6752', '#b79c80', '#dcc6ab')}
    ${roundBody('glaze', dark, mid, light)}
    ${linear(
      'inside',
      [0, 0, 1, 0],
      [
        [0, light],
        [0.5, mid],
        [1, dark],
      ],
    )}
    ${radial(
      'coffee',
      [0.4, 0.4, 0.7],
      [
        [0, '#7a4a26'],
        [0.7, '#3c2110'],
        [1, '#251308'],
      ],
    )}
    ${relief('speckled', { frequency: '0.22', strength: 2.2, seed: 3, depth: 2 })}
    ${relief('glazed', { frequency: '0.03 0.06', strength: 1.6, seed: 11 })}
    <clipPath id="body"><path d="${BODY}"/></clipPath>`;

import { linear, picture, relief, shadow } from './studio.ts';

const UPPER =
  'M172 742 Q160 610 196 520 Q212 470 262 486 Q318 528 384 500 Q442 470 488 430 Q520 404 556 440 Q640 540 760 590 Q930 640 1000 690 Q1052 726 1046 786 Q700 830 176 800 Z';
const SOLE =
  'M158 770 Q150 760 176 756 Q600 812 1040 754 Q1082 752 1080 796 Q1076 856 1016 868 Q620 900 222 872 Q168 866 158 770 Z';
const COLLAR =
  'M208 512 Q300 560 392 500 Q452 468 494 432 Q520 412 540 436 Q470 520 392 560 Q280 600 206 560 Z';

const DEFINITIONS = `
    ${linear(
      'mesh',
      [0, 0, 1, 0.8],
      [
        [0, '#ef5d4e'],
        [0.4, '#d93b33'],
        [1, '#8c1d1f'],
      ],
    )}
    ${linear(
      'foam',
      [0, 0, 0, 1],
      [
        [0, '#ffffff'],
        [0.55, '#e3e4e6'],
        [1, '#a3a7ad'],
      ],
    )}
    ${linear(
      'lining',
      [0, 0, 1, 1],
      [
        [0, '#2a2d36'],
        [1, '#4d5260'],
      ],
    )}
    <pattern id="holes" width="15" height="15" patternUnits="userSpaceOnUse" patternTransform="rotate(28)">
      <circle cx="4" cy="4" r="2.7" fill="#5d0f12" opacity="0.6"/><circle cx="11.5" cy="11.5" r="2.7" fill="#5d0f12" opacity="0.6"/>
    </pattern>
    ${relief('knit', { frequency: '0.4 0.3', strength: 2.4, seed: 6, depth: 2 })}
    ${relief('rubber', { frequency: '0.3', strength: 1, seed: 17, depth: 2 })}
    <clipPath id="upper"><path d="${UPPER}"/></clipPath>`;

/** A running shoe, seen from the side. */
export function shoe(): string {
  const laces = [0, 1, 2, 3, 4].map((i) => {
    const [x, y] = [540 + i * 48, 470 + i * 31];
    return `<path d="M${x} ${y} q-48 26 -64 84" fill="none" stroke="#000" stroke-opacity="0.35" stroke-width="19" stroke-linecap="round" transform="translate(4 8)" filter="url(#slight)"/>
      <path d="M${x} ${y} q-48 26 -64 84" fill="none" stroke="#f7f4ee" stroke-width="16" stroke-linecap="round"/>
      <circle cx="${x - 64}" cy="${y + 86}" r="10" fill="#33363f"/>`;
  });
  const product = `
    ${shadow(620, 878, 480, 34, 0.55)}
    <g filter="url(#knit)"><path d="${UPPER}" fill="url(#mesh)"/></g>
    <g clip-path="url(#upper)">
      <path d="M520 560 Q700 640 900 640 L1000 800 L420 800 Z" fill="url(#holes)"/>
      <path d="M160 500 L320 560 Q300 690 350 810 L150 810 Z" fill="#7c171b" opacity="0.75"/>
      <path d="M860 640 Q900 720 880 820 L1080 820 L1080 640 Z" fill="#7c171b" opacity="0.7"/>
      <path d="M330 790 Q470 720 560 590 L620 622 Q540 740 420 800 Z M450 800 Q560 730 640 634 L692 656 Q620 750 540 806 Z" fill="#fff" opacity="0.95"/>
      <path d="M210 500 Q180 640 190 780" fill="none" stroke="#ffb4a6" stroke-width="20" opacity="0.5" filter="url(#haze)"/>
      <path d="M560 450 Q640 560 780 606 Q920 640 1000 700" fill="none" stroke="#ffc1b3" stroke-width="26" opacity="0.5" filter="url(#haze)"/>
      <path d="M170 770 Q600 830 1050 770 L1050 830 L170 830 Z" fill="#000" opacity="0.4" filter="url(#haze)"/>
      <path d="M336 560 Q314 690 364 806 M872 646 Q908 720 892 812" fill="none" stroke="#ffd9cf" stroke-width="3" stroke-dasharray="10 6" opacity="0.8"/>
    </g>
    <path d="${COLLAR}" fill="url(#lining)"/>
    <path d="M208 512 Q300 560 392 500 Q452 468 494 432" fill="none" stroke="#8a90a0" stroke-width="6" opacity="0.7"/>
    ${laces.join('')}
    <g filter="url(#rubber)"><path d="${SOLE}" fill="url(#foam)"/></g>
    <path d="M176 822 Q620 868 1070 812" fill="none" stroke="#d93b33" stroke-width="9"/>
    <path d="M196 868 Q620 900 1040 862 L1020 878 Q620 912 214 884 Z" fill="#2c2f36"/>
    ${Array.from({ length: 22 }, (_, i) => `<rect x="${230 + i * 36}" y="${876 + Math.sin((i / 21) * Math.PI) * 10}" width="22" height="13" rx="3" fill="#1c1e23"/>`).join('')}`;
  return picture({ wall: '#cfd6de', floor: '#a7afb9', light: '#ffffff', horizon: 800 }, DEFINITIONS, product);
}

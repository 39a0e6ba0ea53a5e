import { bare } from './headings.ts';

/**
 * Words for images in headings, in the languages that catalogues come in. A long word counts inside a longer one
 * (`Produktbild`, `Bilddatei`); a short one only by itself.
 */
const WORDS: readonly string[] = [
  // English, and what programs write
  ...[
    'image',
    'images',
    'img',
    'imgs',
    'picture',
    'photo',
    'pic',
    'pics',
    'attachment',
    'packshot',
    'thumbnail',
    'gallery',
    'artwork',
  ],
  // German, Dutch, Scandinavian
  ...[
    'bild',
    'bilder',
    'foto',
    'fotos',
    'abbildung',
    'galerie',
    'grafik',
    'afbeelding',
    'plaatje',
    'billed',
    'bilde',
    'kuva',
    'kuvat',
  ],
  // Romance
  ...[
    'imagen',
    'imágenes',
    'imagem',
    'imagens',
    'immagine',
    'immagini',
    'imatge',
    'imagine',
    'imagini',
    'poza',
    'poze',
  ],
  ...['fotografía', 'photographie', 'visuel'],
  // Slavic and Baltic
  ...['obrázek', 'obrázky', 'obrázok', 'obraz', 'obrazek', 'obrazki', 'zdjęcie', 'zdjęcia', 'slika', 'slike'],
  ...[
    'изображение',
    'изображения',
    'картинка',
    'картинки',
    'фото',
    'фотография',
    'зображення',
    'снимка',
    'снимки',
  ],
  ...['paveikslėlis', 'paveikslėliai', 'nuotrauka', 'attēls', 'attēli', 'pilt', 'pildid'],
  // Hungarian, Turkish, Greek
  ...[
    'kép',
    'képek',
    'fénykép',
    'görsel',
    'görseller',
    'resim',
    'resimler',
    'fotoğraf',
    'εικόνα',
    'εικόνες',
    'φωτογραφία',
  ],
  // Arabic, Persian, Hebrew
  ...['صورة', 'صور', 'الصور', 'تصویر', 'تصاویر', 'תמונה', 'תמונות'],
  // Asian
  ...[
    '画像',
    '写真',
    '图片',
    '圖片',
    '照片',
    '主图',
    '이미지',
    '사진',
    'รูปภาพ',
    'รูป',
    'ภาพ',
    'gambar',
    'foto produk',
    'hình',
    'hình ảnh',
  ],
];

/** What a column beside the images is called: it speaks of them and holds none. */
const ABOUT_IMAGES: ReadonlySet<string> = new Set(
  [
    ...[
      'alt',
      'alttext',
      'text',
      'texts',
      'title',
      'titles',
      'titel',
      'caption',
      'label',
      'labels',
      'description',
      'desc',
    ],
    ...[
      'position',
      'pos',
      'sort',
      'sorting',
      'order',
      'count',
      'number',
      'size',
      'width',
      'height',
      'type',
      'id',
      'ids',
    ],
    ...[
      'folder',
      'filename',
      'command',
      'tag',
      'tags',
      'is',
      'date',
      'video',
      'videos',
      'beschreibung',
      'reihenfolge',
    ],
    ...[
      'alternativtext',
      'legende',
      'bildtext',
      'delete',
      'anzahl',
      'alternatif',
      'texte',
      'testo',
      'texto',
      'وصف',
    ],
  ].map(bare),
);

const SPACELESS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}\p{Script=Arabic}]/u;
const bareWords = [...new Set(WORDS.map(bare))];
const whole: ReadonlySet<string> = new Set(bareWords);
/** Short words would be found inside unrelated ones (`kép` in `képesség`, `img` nowhere, `pic` in `topic`). */
const inside = bareWords.filter((word) => word.length >= 4 || SPACELESS.test(word));

/** Whether a heading speaks of images, in any of the languages known, and not of something about them. */
export function speaksOfImages(heading: string): boolean {
  const words = wordsOf(heading);
  if (words.some((word) => ABOUT_IMAGES.has(word))) return false;
  return words.some(isImageWord) || whole.has(bare(heading));
}

function isImageWord(word: string): boolean {
  const letters = word.replace(/\d+$/, '');
  if (whole.has(letters)) return true;
  return inside.some((known) => letters.includes(known) && !isAnotherWord(letters));
}

/** Words that contain a word for images and mean something else. */
const isAnotherWord = (word: string) => /^(imagin|bildung|abbildungs?vor|fotograf[ei]r|pilte)/.test(word);

/** The words of a heading: `mainImageUrl` and `main_image-url` have three. */
function wordsOf(heading: string): string[] {
  return heading
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(bare)
    .filter((word) => word !== '');
}

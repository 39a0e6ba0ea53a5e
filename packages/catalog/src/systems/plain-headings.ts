import { bare } from './headings.ts';
import { headingsOfRole } from './woocommerce-headings.ts';

/** The template that Halftone asks for and gives back. */
export const OWN_HEADINGS = {
  serial: 'S. No.',
  name: 'Product Name',
  images: 'Input Image URLs',
  outputs: 'Output Image URLs',
} as const;

const OUTPUTS = bare(OWN_HEADINGS.outputs);

/** Whether a heading is that of the column that we fill, in any spelling and also in the singular. */
export const isOutputsHeading = (heading: string): boolean => {
  const form = bare(heading);
  return form === OUTPUTS || `${form}s` === OUTPUTS;
};

/** Names of the product's name in files of no known system, the preferred first. */
export const PLAIN_NAMES: readonly string[] = [
  ...[
    'productname',
    'name',
    'title',
    'producttitle',
    'product',
    'itemname',
    'itemtitle',
    'articlename',
    'pname',
  ],
  ...[
    ...[
      'Produktname',
      'Artikelname',
      'Artikelbezeichnung',
      'Bezeichnung',
      'Produktbezeichnung',
      'Titel',
      'Produkt',
    ],
    ...[
      'Nom du produit',
      'Titre',
      'Désignation',
      'Libellé',
      'Produit',
      'Nombre del producto',
      'Título',
      'Producto',
    ],
    ...[
      'Nome prodotto',
      'Titolo',
      'Prodotto',
      'Nome do produto',
      'Produto',
      'Productnaam',
      'Nazwa produktu',
      'Název',
    ],
    ...[
      'Názov',
      'Название',
      'Наименование',
      'Название товара',
      'Товар',
      'Назва товару',
      'Ürün adı',
      'Produktnamn',
    ],
    ...[
      'Produktnavn',
      'Terméknév',
      'Termék neve',
      'Denumire',
      'Nume produs',
      'Tuotenimi',
      '商品名',
      '商品名称',
      '商品名稱',
    ],
    ...[
      '产品名称',
      '产品',
      '品名',
      '製品名',
      '상품명',
      '제품명',
      'اسم المنتج',
      'שם המוצר',
      'Tên sản phẩm',
      'Nama produk',
    ],
    ...['ชื่อสินค้า', 'Όνομα προϊόντος', 'Τίτλος', 'Title Short', 'Short title', 'Artikel'],
    ...['products_name', 'Listing title', 'Display name', 'Style name', 'Model name', 'Product label'],
    ...['Produkttitel', 'Warenbezeichnung', 'Kurzbezeichnung', 'Artikeltext', 'Artikelbez.'],
    ...['Nom article', 'Libellé produit', 'Désignation article', 'Nombre de producto', 'Nombre artículo'],
    ...['Título del anuncio', 'Título do produto', 'Titolo prodotto', 'Nome articolo', 'Denominazione'],
    ...['Artikelnaam', 'Artikelomschrijving', 'Omschrijving', 'Varenavn', 'Varebetegnelse', 'Benämning'],
    ...['Artikelbenämning', 'Tuotteen nimi', 'Nazwa towaru', 'Tytuł', 'Tytuł oferty', 'Název produktu'],
    ...[
      'Název zboží',
      'Názov produktu',
      'Naziv proizvoda',
      'Megnevezés',
      'Termék',
      'Titlu',
      'Denumire produs',
    ],
    ...['Наименование товара', 'Найменування', 'Име на продукта', 'Ürün ismi', 'Ürün', 'Başlık'],
    ...['宝贝名称', '商品标题', '商品タイトル', '상품 이름', 'Nama barang', 'שם מוצר', 'اسم', 'العنوان'],
  ].map(bare),
  ...headingsOfRole('name').map(bare),
  ...['artikelbezeichnung#', 'bezeichnung#', 'name#'],
];

/** Names of the serial number, id or SKU, the preferred first. */
export const PLAIN_SERIALS: readonly string[] = [
  ...['sno', 'serialnumber', 'serialno', 'serial', 'slno', 'srno', 'sku', 'variantsku', 'productid', 'id'],
  ...[
    'productsku',
    'itemsku',
    'articlenumber',
    'itemnumber',
    'itemid',
    'productcode',
    'code',
    'reference',
    'ref',
  ],
  ...[
    'Artikelnummer',
    'Artikelnr',
    'Art.-Nr.',
    'Bestellnummer',
    'Référence',
    'Referencia',
    'Codice',
    'Código',
    'Артикул',
    ...['Shop SKU', 'Seller SKU', 'Merchant SKU', 'Item No.', 'Style No.', 'Model No.', 'Part number', 'MPN'],
    ...['Produkt-ID', 'Référence produit', 'Código del producto', 'Codice articolo', 'Codice prodotto'],
    ...['Artikelcode', 'Artikkelnummer', 'Varenr.', 'Tuotekoodi', 'Kód', 'Kód produktu', 'Cod produs'],
    ...['Код товара', 'Ürün kodu', 'Stok kodu', '商品コード', '商品番号', '商品编码', '상품코드', 'Mã SP'],
    ...['Kode produk', 'ASIN', 'External ID', 'Internal ID', 'Variant ID'],
  ].map(bare),
  ...headingsOfRole('sku').map(bare),
  ...headingsOfRole('id').map(bare),
  ...['no', 'nr', 'ean', 'gtin', 'upc', 'barcode', 'handle'],
];

/** What may hold image addresses where no column is called an image: beside images, an address is the product's page. */
export const PLAIN_ADDRESSES: readonly string[] = [
  'inputurl#',
  'inputurls',
  'url#',
  'urls',
  'link#',
  'links',
];

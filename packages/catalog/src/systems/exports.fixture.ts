/** A file in the shape of one system's export, made up by us, and what a person of the shop would count in it. */
export type ExportFile = {
  system: string;
  lines: readonly string[];
  /** Name, id and image names of each product. */
  products: ReadonlyArray<readonly [name: string, serial: string, ...images: string[]]>;
  withoutImages?: number;
  baseUrl?: string;
};

/** The address of an image of the fixtures. */
export const at = (name: string) => `https://cdn.example/${name}.jpg`;

export const EXPORT_FILES: readonly ExportFile[] = [
  {
    system: 'matrixify',
    lines: [
      'ID,Handle,Command,Title,Variant SKU,Image Src,Image Command,Image Position',
      `1,mug,NEW,Mug,M1,${at('a')};${at('b')},MERGE,1`,
    ],
    products: [['Mug', 'M1', 'a', 'b']],
  },
  {
    system: 'shopify',
    lines: [
      'Title,URL handle,SKU,Product image URL,Image position,Variant image URL',
      `Mug,mug,M1,${at('b')},2,${at('v')}`,
      `,mug,M2,${at('a')},1,`,
    ],
    products: [['Mug', 'M1', 'a', 'b', 'v']],
  },
  {
    system: 'webtoffee',
    lines: [
      'ID,post_title,sku,parent_sku,images',
      `7,Mug,M1,,"${at('a')} ! alt : front ! title : Mug ! desc :  ! caption :  | ${at('b')} ! alt : back ! title : "`,
      `8,,M1-R,M1,${at('r')}`,
    ],
    products: [
      ['Mug', 'M1', 'a', 'b'],
      ['Mug', 'M1-R', 'r'],
    ],
  },
  {
    system: 'woocommerce',
    lines: [
      'ID,Typ,Artikelnummer,Name,Veröffentlicht,Bilder,Übergeordnetes Produkt',
      `11,variable,T1,Tasse,1,"${at('a')}, ${at('b')}",`,
      `12,variation,T1-R,,1,${at('r')},T1`,
      '13,variation,T1-B,,1,,T1',
    ],
    products: [
      ['Tasse', 'T1', 'a', 'b'],
      ['Tasse', 'T1-R', 'r'],
    ],
    withoutImages: 1,
  },
  {
    system: 'prestashop',
    lines: [
      'Product ID;Active (0/1);Name *;Categories (x,y,z...);Image URLs (x,y,z...);Image alt texts (x,y,z...);Delete existing images (0 = No, 1 = Yes)',
      `1;1;Mug;Home;${at('a')},${at('b')};front,back;0`,
    ],
    products: [['Mug', '1', 'a', 'b']],
  },
  {
    system: 'shopware',
    lines: [
      'id;parent_id;product_number;name;cover_media_id;cover_media_url;cover_media_title;manufacturer_media_url;media',
      `a1;;SW1;Mug;m1;${at('a')};front;${at('logo')};${at('a')}|${at('b')}`,
      `a2;a1;SW1.1;;m2;${at('r')};red;${at('logo')};`,
    ],
    products: [
      ['Mug', 'SW1', 'a', 'b'],
      ['Mug', 'SW1.1', 'r'],
    ],
  },
  {
    system: 'magento',
    lines: [
      'sku,store_view_code,product_type,name,base_image,base_image_label,small_image,additional_images',
      'M1,,simple,Mug,/m/u/mug.jpg,front,/m/u/mug.jpg,"/m/u/back.jpg,/m/u/side.jpg"',
      'M1,de,simple,,,,,',
    ],
    products: [['Mug', 'M1', 'm/u/mug', 'm/u/back', 'm/u/side']],
    withoutImages: 1,
    baseUrl: 'https://cdn.example/',
  },
  {
    system: 'bigcommerce-v3',
    lines: [
      'Item,ID,Name,SKU,Internal Image URL (Export),Image Description,Image is Thumbnail,Image Sort Order,Variant Image URL',
      'Product,1,Mug,M1,,,,,',
      `Image,,,,${at('b')},back,FALSE,2,`,
      `Image,,,,${at('a')},front,TRUE,1,`,
      `Variant,2,,M1-R,,,,,${at('r')}`,
      'Product,3,Voucher,V1,,,,,',
    ],
    products: [['Mug', 'M1', 'a', 'b', 'r']],
    withoutImages: 1,
  },
  {
    system: 'bigcommerce',
    lines: [
      'Item Type,Product ID,Product Name,Product Code/SKU,Product Image ID - 1,Product Image File - 1,Product Image Description - 1,Product Image Is Thumbnail - 1,Product Image File - 2',
      `Product,1,Mug,M1,9,${at('a')},front,Y,${at('b')}`,
      'SKU,,[S]Color=Red,M1-R,,,,,',
    ],
    products: [['Mug', 'M1', 'a', 'b']],
    withoutImages: 1,
  },
  {
    system: 'squarespace',
    lines: [
      'Product ID [Non Editable],Variant ID [Non Editable],Product URL,Title,SKU,Option Value 1,Hosted Image URLs',
      `5f1,9a,mug,Mug,SQ1,Red,${at('a')} ${at('b')}`,
      ',9b,,,SQ2,Blue,',
    ],
    products: [['Mug', 'SQ1', 'a', 'b']],
  },
  {
    system: 'wix',
    lines: [
      'handleId,fieldType,name,description,productImageUrl,sku',
      `product_1,Product,Mug,x,${at('a')};${at('b')},W1`,
      'product_1,Variant,,,,W1-R',
    ],
    products: [['Mug', 'W1', 'a', 'b']],
  },
  {
    system: 'wix-v3',
    lines: [
      'handle,fieldType,name,media,mediaAltText,sku',
      `mug,PRODUCT,Mug,${at('a')},front,W1`,
      `mug,MEDIA,,${at('b')},back,`,
      'mug,VARIANT,,,,W1-R',
    ],
    products: [['Mug', 'W1', 'a', 'b']],
  },
  {
    system: 'ecwid',
    lines: [
      'type,product_internal_id,product_sku,product_name,url,product_media_main_image_url,product_media_main_image_alt,product_media_gallery_image_url_1,product_media_gallery_image_alt_1,product_media_gallery_image_url_2',
      `product,1,E1,Mug,https://shop.example/mug,${at('a')},front,${at('b')},back,${at('c')}`,
      'product_option,1,,,,,,,,',
      `product_variation,1,E1-R,,,${at('r')},,,,`,
    ],
    products: [['Mug', 'E1', 'a', 'b', 'c', 'r']],
  },
  {
    system: 'salla',
    lines: [
      'النوع ,أسم المنتج,رمز المنتج sku,صورة المنتج,وصف صورة المنتج',
      `منتج,كوب,S1,${at('a')},أمام`,
      'خيار,,,,',
    ],
    products: [['كوب', 'S1', 'a']],
    withoutImages: 1,
  },
  {
    system: 'jtl',
    lines: [
      'Artikelnummer;Artikelname;Bild 1 Pfad/URL;Bild 2 Pfad/URL;Bild 10 Pfad/URL',
      `J1;Tasse;${at('a')};${at('b')};${at('c')}`,
    ],
    products: [['Tasse', 'J1', 'a', 'b', 'c']],
  },
  {
    system: 'gambio',
    lines: [
      'XTSOL|p_id|p_model|p_image.1|p_image.2|p_image|p_img_alt_text.de|p_name.en|p_name.de',
      'XTSOL|1|G1|b.jpg|c.jpg|a.jpg|vorn|Mug|Tasse',
    ],
    products: [['Mug', 'G1', 'a', 'b', 'c']],
    baseUrl: 'https://cdn.example',
  },
  {
    system: 'oxid',
    lines: [
      'OXID;OXPARENTID;OXARTNUM;OXTITLE;OXPIC1;OXPIC2;OXTHUMB;OXICON',
      'x1;;O1;Tasse;a.jpg;b.jpg;t.jpg;i.jpg',
      'x2;x1;O1-R;;r.jpg;;;',
    ],
    products: [
      ['Tasse', 'O1', 'a', 'b'],
      ['Tasse', 'O1-R', 'r'],
    ],
    baseUrl: 'https://cdn.example',
  },
  {
    system: 'opencart',
    lines: ['product_id,name(en-gb),model,sku,image_name', '1,Mug,MU,M1,a.jpg'],
    products: [['Mug', 'M1', 'a']],
    baseUrl: 'https://cdn.example',
  },
  {
    system: 'medusa',
    lines: [
      'Product Id,Product Handle,Product Title,Variant SKU,Product Thumbnail,Product Image 1 Url,Product Image 2 Url',
      `p1,mug,Mug,M1,${at('a')},${at('a')},${at('b')}`,
      `p1,mug,Mug,M2,${at('a')},${at('a')},${at('b')}`,
    ],
    products: [['Mug', 'M1', 'a', 'b']],
  },
  {
    system: 'shoptet',
    lines: [
      'code;pairCode;name;defaultImage;image;image2;image10;',
      `C1;12;Hrnek;${at('a')};${at('a')};${at('b')};${at('c')};`,
    ],
    products: [['Hrnek', 'C1', 'a', 'b', 'c']],
  },
  {
    system: 'odoo',
    lines: ['External ID,Internal Reference,Name,Image', `x.1,OD1,Mug,${at('a')}`],
    products: [['Mug', 'OD1', 'a']],
  },
  {
    system: 'akeneo',
    lines: [
      'sku;family;enabled;name-en_US;name-de_DE;image;picture-ecommerce',
      `AK1;mugs;1;Mug;Tasse;${at('a')};`,
    ],
    products: [['Mug', 'AK1', 'a']],
  },
  {
    system: 'wp-all-export',
    lines: [
      'id,Title,Sku,Product Type,Permalink,Image URL,Image Filename,Image Alt Text',
      `1,Mug,M1,simple,https://shop.example/mug,${at('a')}|${at('b')},a.jpg|b.jpg,front|back`,
    ],
    products: [['Mug', 'M1', 'a', 'b']],
  },
  {
    system: 'airtable',
    lines: ['Name,SKU,Attachments', `Mug,M1,"a.jpg (${at('a')}),b.jpg (${at('b')})"`],
    products: [['Mug', 'M1', 'a', 'b']],
  },
  {
    system: 'amazon-listing',
    lines: [
      'settings=contentLanguageTag=en_US&feedType=256&labelRow=4&attributeRow=5&dataRow=7&x=y\t\t\t',
      'Listing Identity\t\tImages\t',
      'Do not change this row\t\t\t',
      'SKU\tItem Name\tMain Image URL\tOther Image URL',
      'contribution_sku#1.value\titem_name[marketplace_id=A1PA6795UKMFR9][language_tag=de_DE]#1.value\tmain_product_image_locator[marketplace_id=A1PA6795UKMFR9]#1.media_location\tother_product_image_locator_1[marketplace_id=A1PA6795UKMFR9]#1.media_location',
      'Example\tExample\thttps://example.com/x.jpg\t',
      `A1\tMug\t${at('a')}\t${at('b')}`,
    ],
    products: [['Mug', 'A1', 'a', 'b']],
  },
  {
    system: 'amazon',
    lines: [
      'TemplateType=home\tVersion=2019.0930\tThe top 3 rows are for Amazon.com use only.\t\t\t',
      'Seller SKU\tProduct Name\tMain Image URL\tOther Image Url1\tOther Image Url2\tSwatch Image URL',
      'item_sku\titem_name\tmain_image_url\tother_image_url1\tother_image_url2\tswatch_image_url',
      `A1\tMug\t${at('a')}\t${at('b')}\t${at('c')}\t`,
      'A2\tParent\t\t\t\t',
    ],
    products: [['Mug', 'A1', 'a', 'b', 'c']],
    withoutImages: 1,
  },
  {
    system: 'ebay',
    lines: [
      '#INFO,Version=0.0.2,Template= eBay-draft-listings-template_US,,',
      '#INFO Action and Category ID are required fields.,,,,',
      '#INFO,,,,',
      'Action(SiteID=US|Country=US|Currency=USD|Version=1193|CC=UTF-8),Custom label (SKU),Category ID,Title,Item photo URL',
      `Draft,B1,1,Mug,${at('a')}|${at('b')}`,
    ],
    products: [['Mug', 'B1', 'a', 'b']],
  },
  {
    system: 'ebay-file-exchange',
    lines: [
      '*Action(SiteID=Germany|Country=DE|Currency=EUR|Version=941);CustomLabel;*Title;PicURL',
      `Add;B1;Tasse;${at('a')}|${at('b')}`,
      'Variation;B1-R;;',
    ],
    products: [['Tasse', 'B1', 'a', 'b']],
    withoutImages: 1,
  },
  {
    system: 'etsy',
    lines: [
      'TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,IMAGE1,IMAGE2,IMAGE10,SKU',
      `Mug,x,8.00,EUR,3,"cup,mug",${at('a')},${at('b')},${at('c')},"E1,E2"`,
    ],
    products: [['Mug', 'E1,E2', 'a', 'b', 'c']],
  },
  {
    system: 'meta',
    lines: [
      '# Required | A unique content ID for the item,# Required | A title,# Required | The URL of an image,# Optional,# Required',
      'id,title,image[0].url,image[0].tag[0],link',
      `F1,Mug,${at('a')},front,https://shop.example/mug`,
    ],
    products: [['Mug', 'F1', 'a']],
  },
  {
    system: 'google-merchant',
    lines: [
      'g:id\tg:title\tlink\tg:image_link\tadditional image link\tadditional image link\tlifestyle_image_link',
      `G1\tMug\thttps://shop.example/mug\t${at('a')}\t${at('b')},${at('c')}\t${at('d')}\t`,
    ],
    products: [['Mug', 'G1', 'a', 'b', 'c', 'd']],
  },
  {
    system: 'walmart',
    lines: [
      'Spec Product Type,Home,,',
      'SKU,Product Name,Main Image URL,Additional Image URL 1 (+)',
      `W1,Mug,${at('a')},${at('b')}`,
    ],
    products: [['Mug', 'W1', 'a', 'b']],
  },
];

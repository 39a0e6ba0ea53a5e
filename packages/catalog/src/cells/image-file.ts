/** How the name of an image file ends, also within an address or a list. */
export const IMAGE_FILE = /\.(?:jpe?g|png|webp|gif|avif|tiff?|svg|heic|bmp|jfif)(?=$|[?#&\s"'),;|\]}<!])/i;

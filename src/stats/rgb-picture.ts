/** Defines a decoded picture, and what is known of its file. */

export interface RgbPicture {
  width: number;
  height: number;
  /** 3 bytes a pixel, sRGB, rows from the top. */
  data: Uint8Array;
}

export interface FileNumbers {
  bytes: number;
  /** Width x height of the file as it is stored. */
  pixels: number;
  /** Of a JPEG, on libjpeg's scale; null for other files. */
  jpegQuality: number | null;
}

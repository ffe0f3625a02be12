// Declares labelled instances, their counters, and pairs of them.

// A labelled instance, and the canvas of its silhouette: one bit per pixel, 32 pixels per word, low bit first.
struct Foreground {
  instance: u32,
  image: u32,
  x0: i32,         // left edge of the canvas, a multiple of 32, image pixels
  y0: i32,
  widthWords: u32,
  height: u32,
  firstWord: u32,  // in `silhouettes`
  category: u32,   // categoryId of the record
  firstOcclusion: u32, // start of its row in `occlusion`
}

// The pixel counts and boxes of one labelled instance. A box is its first pixel, complemented, and its last pixel; an empty box is four zeros.
// So all words start at 0, and every word only grows.
// COORDINATE_BIAS is added to coordinates, which makes them positive.
struct Counters {
  visible: atomic<u32>,
  inFrame: atomic<u32>,
  full: atomic<u32>,
  hiddenByForeground: atomic<u32>,
  hiddenByOther: atomic<u32>,
  visibleNotX0: atomic<u32>,
  visibleNotY0: atomic<u32>,
  visibleX1: atomic<u32>,
  visibleY1: atomic<u32>,
  amodalNotX0: atomic<u32>,
  amodalNotY0: atomic<u32>,
  amodalX1: atomic<u32>,
  amodalY1: atomic<u32>,
  fullNotX0: atomic<u32>,
  fullNotY0: atomic<u32>,
  fullX1: atomic<u32>,
  fullY1: atomic<u32>,
}
const COORDINATE_BIAS = 65536;

// Two labelled instances of one image whose canvases intersect.
struct Pair {
  a: u32, // index in `foregrounds`
  b: u32,
}

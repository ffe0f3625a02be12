// Declares the sizes of one batch: the number of images, their width and height in pixels, and the number of each kind of item.
struct Frame {
  width: u32,
  height: u32,
  images: u32,
  instances: u32,
  vertexChunks: u32,
  triangleChunks: u32,
  nearChunks: u32,   // the first of these chunks, which are not drawn last
  foregrounds: u32,
  pairs: u32,
  keypoints: u32,
  guardPx: u32,      // the guard band extends this far beyond the image on every side
  blurTaps: u32,     // taps of `blurWeights` per image
}

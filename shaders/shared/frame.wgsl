// One batch: `images` pictures of `width` x `height` pixels, and how much of everything it holds.
struct Frame {
  width: u32,
  height: u32,
  images: u32,
  instances: u32,
  vertexChunks: u32,
  triangleChunks: u32,
  nearChunks: u32,   // of these, the first ones: what is not background
  foregrounds: u32,
  pairs: u32,
  keypoints: u32,
  guardPx: u32,      // the picture plane goes on this far beyond the image on every side
  blurTaps: u32,     // taps of `blurWeights` per image
}

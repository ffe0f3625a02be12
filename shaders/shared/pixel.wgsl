// A pixel's word in `color` and `color2`: from below red, green and blue in sRGB code, and alpha. (pack4x8unorm: 1.05 of shade on lavapipe.)
const OPAQUE = 0xff000000u;

// `alpha` where it stands in the word.
fn pixelWord(codes: vec3u, alpha: u32) -> u32 {
  return codes.r | (codes.g << 8u) | (codes.b << 16u) | alpha;
}

// Signed, as lavapipe turns only such integers into floats at once.
fn pixelCodes(word: u32) -> vec3i {
  return vec3i((vec3u(word) >> vec3u(0u, 8u, 16u)) & vec3u(255u));
}

// Packs the word of a pixel in `color` and `color2`: from the low byte red, green and blue in sRGB code, and alpha.
// pack4x8unorm is not used, because lavapipe packs lane by lane.
const OPAQUE = 0xff000000u;

// `alpha` is in its position in the word, as in OPAQUE.
fn pixelWord(codes: vec3u, alpha: u32) -> u32 {
  return codes.r | (codes.g << 8u) | (codes.b << 16u) | alpha;
}

// The codes are signed, because lavapipe converts 8 lanes to floats at once only from signed integers.
fn pixelCodes(word: u32) -> vec3i {
  return vec3i((vec3u(word) >> vec3u(0u, 8u, 16u)) & vec3u(255u));
}

// Adds white, nearly Gaussian noise to one pixel of an sRGB-coded image.
//
// A sample is the sum of 32 coin tosses (the bits of a hash) and of a uniform number of 10 bits between two sums.
// Its variance is 8 + 1/12, its excess kurtosis -0.061, and no sample is beyond 5.8 sigma.
// Only the amplitude comes from a float, sigma: drivers that round it differently may differ by 1 in the amplitude.
// That moves a sample by at most 1/60 of a code, before the code is rounded.
// All other arithmetic is on integers, and equal on every driver; log and cos of Box-Muller are not.
// The hash depends on the image's key and the pixel's index in the image, and not on the batch.
#import pixel
#import random

const FRACTION_BITS = 20u;
// The amplitude per unit of sigma. A sample counts in 1/1024 of a toss: 255 * 2^20 / (1024 * sqrt(8 + 1/12)).
const LEVELS = 91841.65;

// The noise of one image; an amplitude of 0 means no noise.
struct Noise {
  key: u32,
  amplitude: i32,
}

// The amplitude of noise with this sigma, a share of the full range.
fn noiseAmplitude(sigma: f32) -> i32 {
  return i32(sigma * LEVELS + 0.5);
}

// The pixel's word with noise added; `pixel` is the index in the image.
fn noisyWord(word: u32, pixel: u32, noise: Noise) -> u32 {
  if (noise.amplitude == 0) { return word; }
  // Four hashes in a chain, and not one pcg4d: its weak low bits correlate the noise of neighbouring pixels by up to 0.02.
  let red = pcg(pcg(pixel) ^ noise.key);
  let green = pcg(red);
  let blue = pcg(green);
  let tosses = vec3i(countOneBits(vec3u(red, green, blue))) - 16;
  let between = vec3i((vec3u(pcg(blue)) >> vec3u(2u, 12u, 22u)) & vec3u(1023u)) - 512;
  let coded = pixelCodes(word);
  let noisy = ((coded << vec3u(FRACTION_BITS)) + noise.amplitude * (tosses * 1024 + between) + (1 << (FRACTION_BITS - 1u))) >> vec3u(FRACTION_BITS);
  return pixelWord(vec3u(clamp(noisy, vec3i(0), vec3i(255))), word & OPAQUE);
}

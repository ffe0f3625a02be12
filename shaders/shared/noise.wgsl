// Adds white Gaussian-like noise to one pixel of a coded image.
//
// A number is 32 coin tosses (the bits of a hash) and one uniform of 10 bits that fills the steps between their sums:
// variance 8 + 1/12, excess kurtosis -0.061, nothing beyond 5.8 sigma. All integers, so every driver adds the same;
// log and cos of Box-Muller do not have that. Keyed by the image's key and the pixel's place in it, not by the batch.
#import pixel
#import random

const FRACTION_BITS = 20u;
// Levels per unit of sigma and of the number, whose unit is 1/1024 toss: 255 * 2^20 / (1024 * sqrt(8 + 1/12)).
const LEVELS = 91841.65;

// Of one image; no noise where the amplitude is 0.
struct Noise {
  key: u32,
  amplitude: i32,
}

// Of a sigma, of full range.
fn noiseAmplitude(sigma: f32) -> i32 {
  return i32(sigma * LEVELS + 0.5);
}

// `pixel` is the place in the image.
fn noisyWord(word: u32, pixel: u32, noise: Noise) -> u32 {
  if (noise.amplitude == 0) { return word; }
  // One pcg4d for all four lost: its weak low bits showed, neighbours correlated by up to 0.02.
  let red = pcg(pcg(pixel) ^ noise.key);
  let green = pcg(red);
  let blue = pcg(green);
  let tosses = vec3i(countOneBits(vec3u(red, green, blue))) - 16;
  let between = vec3i((vec3u(pcg(blue)) >> vec3u(2u, 12u, 22u)) & vec3u(1023u)) - 512;
  let coded = pixelCodes(word);
  let noisy = ((coded << vec3u(FRACTION_BITS)) + noise.amplitude * (tosses * 1024 + between) + (1 << (FRACTION_BITS - 1u))) >> vec3u(FRACTION_BITS);
  return pixelWord(vec3u(clamp(noisy, vec3i(0), vec3i(255))), word & OPAQUE);
}

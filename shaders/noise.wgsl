// Adds white Gaussian-like noise to the coded image, in place.
//
// A number is 32 coin tosses (the bits of a hash) and one uniform of 10 bits that fills the steps between their sums:
// variance 8 + 1/12, excess kurtosis -0.061, nothing beyond 5.8 sigma. All integers, so every driver adds the same;
// log and cos of Box-Muller do not have that. Keyed by the image's key and the pixel's place in it, not by the batch.
#import frame
#import image
#import random

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read_write> color2: array<u32>;

const FRACTION_BITS = 20u;
// Levels per unit of sigma and of the number, whose unit is 1/1024 toss: 255 * 2^20 / (1024 * sqrt(8 + 1/12)).
const LEVELS = 91841.65;

// Pixels in a column that one thread takes; the host reads the number here. On lavapipe, where a thread costs as much as its
// work: 3.2 ms an image with 1, 2.3 with 4, 1.8 with 8, 1.6 with 16.
const ROWS = 8u;

@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) at: vec3u, @builtin(workgroup_id) group: vec3u) {
  let image = images[group.z]; // at.z, but known to be the same in the whole group: one load for all lanes
  if (at.x >= frame.width || image.noiseSigma == 0.0) { return; }
  let amplitude = i32(image.noiseSigma * LEVELS + 0.5);
  let end = min((at.y + 1u) * ROWS, frame.height);
  var y = at.y * ROWS;
  if (y >= end) { return; }
  loop {
    let pixel = y * frame.width + at.x;
    let place = group.z * frame.width * frame.height + pixel;
    color2[place] = noisy_word(color2[place], pixel, image.noiseKey, amplitude);
    continuing {
      y++;
      break if y >= end;
    }
  }
}

fn noisy_word(word: u32, pixel: u32, key: u32, amplitude: i32) -> u32 {
  // One pcg4d for all four lost: its weak low bits showed, neighbours correlated by up to 0.02.
  let red = pcg(pcg(pixel) ^ key);
  let green = pcg(red);
  let blue = pcg(green);
  let tosses = vec3i(countOneBits(vec3u(red, green, blue))) - 16;
  let between = vec3i((vec3u(pcg(blue)) >> vec3u(2u, 12u, 22u)) & vec3u(1023u)) - 512;
  let coded = vec3i((vec3u(word) >> vec3u(0u, 8u, 16u)) & vec3u(255u));
  let noisy = ((coded << vec3u(FRACTION_BITS)) + amplitude * (tosses * 1024 + between) + (1 << (FRACTION_BITS - 1u))) >> vec3u(FRACTION_BITS);
  let bytes = vec3u(clamp(noisy, vec3i(0), vec3i(255)));
  return bytes.r | (bytes.g << 8u) | (bytes.b << 16u) | (word & 0xff000000u);
}

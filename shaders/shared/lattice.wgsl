// Interpolates random values of the points of a square lattice: value noise of mean 0 and standard deviation 1 at every position.
// A point's value depends on its coordinates and the key alone.
#import random

fn latticeNoise(position: vec2f, key: u32) -> f32 {
  let cell = floor(position);
  let t = position - cell;
  let right = t * t * (3.0 - 2.0 * t);
  let left = 1.0 - right;
  let corner = vec2i(cell);
  let top = left.x * latticeValue(corner, key) + right.x * latticeValue(corner + vec2i(1, 0), key);
  let bottom = left.x * latticeValue(corner + vec2i(0, 1), key) + right.x * latticeValue(corner + vec2i(1, 1), key);
  // Weights between lattice points have a smaller sum of squares than 1, which would show as a grid of smoother spots.
  let squares = left * left + right * right;
  return (left.y * top + right.y * bottom) * inverseSqrt(squares.x * squares.y * (1.0 / 3.0));
}

// Uniform over [-1, 1), whose variance is 1/3. The shift keeps the sign: lavapipe converts 8 lanes to floats at once only from signed integers.
fn latticeValue(point: vec2i, key: u32) -> f32 {
  let at = bitcast<vec2u>(point);
  return f32(bitcast<i32>(pcg(pcg(at.x ^ key) + at.y)) >> 8u) * (1.0 / 8388608.0);
}

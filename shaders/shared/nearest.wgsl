// Rounds floats to the nearest integers, ties to even, where |x| < 2^22.
//
// Adding 1.5 * 2^23 leaves the integer in the lowest bits.
// lavapipe runs i32(), u32() and the pack functions lane by lane: 45 instructions for 8 lanes instead of 2.
const NEAREST = 12582912.0;
const NEAREST_BITS = 0x4b400000;

fn nearest(x: f32) -> i32 {
  return bitcast<i32>(x + NEAREST) - NEAREST_BITS;
}

fn nearest2(x: vec2f) -> vec2i {
  return bitcast<vec2i>(x + NEAREST) - NEAREST_BITS;
}

fn nearest3(x: vec3f) -> vec3i {
  return bitcast<vec3i>(x + NEAREST) - NEAREST_BITS;
}

// Packs unit vectors into octahedral maps (Meyer et al. 2010), snorm16 twice, and unpacks them.
const OCTAHEDRAL_ONE = 32767.0 * 65536.0; // of a snorm16 in the high half of a word

fn octahedralFold(at: vec2f) -> vec2f {
  return (1.0 - abs(at.yx)) * select(vec2f(-1.0), vec2f(1.0), at >= vec2f(0.0));
}

fn octahedralNormal(word: u32) -> vec3f {
  // As integers, not divided to -1 .. 1: only the direction is wanted, and divisions cost more than all the rest.
  let at = vec2f(bitcast<vec2i>(vec2u(word << 16u, word & 0xffff0000u)));
  let z = OCTAHEDRAL_ONE - abs(at.x) - abs(at.y);
  let folded = OCTAHEDRAL_ONE - abs(at.yx);
  return normalize(vec3f(select(at, select(-folded, folded, at >= vec2f(0.0)), z < 0.0), z));
}

// Of a vector of any length.
fn octahedralWord(vector: vec3f) -> u32 {
  let at = vector.xy / (abs(vector.x) + abs(vector.y) + abs(vector.z));
  // Adding 2^23 + 2^22 leaves the nearest integer in the lowest bits: lavapipe packs lane by lane.
  let codes = bitcast<vec2u>(select(at, octahedralFold(at), vector.z < 0.0) * 32767.0 + 12582912.0);
  return (codes.x & 0xffffu) | (codes.y << 16u);
}

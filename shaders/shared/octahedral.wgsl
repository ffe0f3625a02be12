// Unpacks unit vectors from octahedral maps (Meyer et al. 2010), snorm16 twice.
const OCTAHEDRAL_ONE = 32767.0 * 65536.0; // of a snorm16 in the high half of a word

fn octahedralNormal(word: u32) -> vec3f {
  // As integers, not divided to -1 .. 1, as only the direction is wanted.
  let at = vec2f(bitcast<vec2i>(vec2u(word << 16u, word & 0xffff0000u)));
  let z = OCTAHEDRAL_ONE - abs(at.x) - abs(at.y);
  let folded = OCTAHEDRAL_ONE - abs(at.yx);
  return normalize(vec3f(select(at, select(-folded, folded, at >= vec2f(0.0)), z < 0.0), z));
}

// Unpacks unit vectors from octahedral maps (Meyer et al. 2010) of two snorm16 coordinates.
const OCTAHEDRAL_ONE = 32767.0 * 65536.0; // 1 as a snorm16 in the high half of a word

fn octahedralNormal(word: u32) -> vec3f {
  // The coordinates stay integers instead of -1 .. 1, because only the direction matters.
  let at = vec2f(bitcast<vec2i>(vec2u(word << 16u, word & 0xffff0000u)));
  let z = OCTAHEDRAL_ONE - abs(at.x) - abs(at.y);
  let folded = OCTAHEDRAL_ONE - abs(at.yx);
  return normalize(vec3f(select(at, select(-folded, folded, at >= vec2f(0.0)), z < 0.0), z));
}

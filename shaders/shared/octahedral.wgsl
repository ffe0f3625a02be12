// Packs unit vectors into octahedral maps (Meyer et al. 2010), snorm16 twice, and unpacks them.
fn octahedralFold(at: vec2f) -> vec2f {
  return (1.0 - abs(at.yx)) * select(vec2f(-1.0), vec2f(1.0), at >= vec2f(0.0));
}

fn octahedralNormal(word: u32) -> vec3f {
  let at = unpack2x16snorm(word);
  let z = 1.0 - abs(at.x) - abs(at.y);
  return normalize(vec3f(select(at, octahedralFold(at), z < 0.0), z));
}

// Of a vector of any length.
fn octahedralWord(vector: vec3f) -> u32 {
  let at = vector.xy / (abs(vector.x) + abs(vector.y) + abs(vector.z));
  return pack2x16snorm(select(at, octahedralFold(at), vector.z < 0.0));
}

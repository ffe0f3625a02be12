// Tests a fragment of a masked triangle on the nearest texel of its alpha mask, in integers only, so every device agrees.
// The importing shader binds `instances`, `meshes`, `triangles`, `attributes`, `materials`, `alphaBits` and `queues`.
struct Mask {
  u: vec3i, // texture coordinates of the corners, 1/16 texel
  v: vec3i,
  size: vec2i, // texels of one repeat
  shift: u32,  // the shift that leaves 15 bits of an edge function
  depth: vec3u, // of the corners, 15 bits, proportional to 1/z
  rowTexels: u32,
  firstWord: u32,
  wrap: vec2u,
}

fn isMasked(instance: u32, triangle: u32) -> bool {
  return (triangles[meshes[instances[instance].mesh].firstTriangle + triangle].w & TRIANGLE_MASKED) != 0u;
}

fn isBlended(instance: u32, triangle: u32) -> bool {
  return (triangles[meshes[instances[instance].mesh].firstTriangle + triangle].w & TRIANGLE_BLENDED) != 0u;
}

// Loads the mask of a triangle; `area` is twice its area, positive.
fn loadMask(t: Triangle, area: Wide) -> Mask {
  let mesh = meshes[instances[t.instance].mesh];
  let corners = triangles[mesh.firstTriangle + t.triangle];
  let material = materials[corners.w & TRIANGLE_MATERIAL];
  let texels = 1u << material.alphaSizeLog2;
  let size = vec2f(f32(texels)) * material.baseUvScale;
  var u: vec3f;
  var v: vec3f;
  if (t.clipped == NONE) {
    let a = attributes[mesh.firstVertex + corners.x];
    let b = attributes[mesh.firstVertex + corners.y];
    let c = attributes[mesh.firstVertex + corners.z];
    u = bitcast<vec3f>(vec3u(a.y, b.y, c.y));
    v = bitcast<vec3f>(vec3u(a.z, b.z, c.z));
  } else {
    let w = t.clipped + 9u;
    u = bitcast<vec3f>(vec3u(queues.words[w], queues.words[w + 1u], queues.words[w + 2u]));
    v = bitcast<vec3f>(vec3u(queues.words[w + 3u], queues.words[w + 4u], queues.words[w + 5u]));
  }
  if (t.flipped) {
    u = u.xzy;
    v = v.xzy;
  }
  let nearest = max(max(t.depth.x, t.depth.y), t.depth.z);
  let depthShift = max(32u - countLeadingZeros(nearest), 15u) - 15u;
  // Every device rounds a single product correctly, and multiplication by 16 is exact.
  return Mask(
    vec3i(clamp(floor(u * size.x * 16.0), vec3f(-1073741824.0), vec3f(1073741824.0))),
    vec3i(clamp(floor(v * size.y * 16.0), vec3f(-1073741824.0), vec3f(1073741824.0))),
    max(vec2i(size), vec2i(1)), max(wideBits(area), 15u) - 15u, max(t.depth >> vec3u(depthShift), vec3u(1u)), texels, material.alphaMask,
    vec2u(material.wrap & 3u, (material.wrap >> 2u) & 3u));
}

fn maskWeight(t: Triangle, k: u32, at: vec2i, shift: u32) -> u32 {
  let next = select(k + 1u, 0u, k == 2u);
  let e = wideSubtract(wideProduct(t.x[next] - t.x[k], at.y - t.y[k]), wideProduct(t.y[next] - t.y[k], at.x - t.x[k]));
  return wideShiftRight(e, shift).x;
}

// Whether the mask keeps the pixel. The interpolation is perspective-correct: the weight of a corner is its
// barycentric weight times 1/z, and the three weights add up to less than 2^30.
fn maskKeeps(t: Triangle, mask: Mask, pixel: vec2i) -> bool {
  let at = pixel * 256 + 128;
  let edges = vec3u(maskWeight(t, 1u, at, mask.shift), maskWeight(t, 2u, at, mask.shift), maskWeight(t, 0u, at, mask.shift));
  let weights = edges * mask.depth;
  let x = wrapTexel(maskInterpolate(mask.u, weights) >> 4u, mask.size.x, mask.wrap.x);
  let y = wrapTexel(maskInterpolate(mask.v, weights) >> 4u, mask.size.y, mask.wrap.y);
  let bit = u32(y) * mask.rowTexels + u32(x);
  return ((alphaBits[mask.firstWord + (bit >> 5u)] >> (bit & 31u)) & 1u) != 0u;
}

fn maskInterpolate(corners: vec3i, weights: vec3u) -> i32 {
  let base = min(min(corners.x, corners.y), corners.z);
  let above = vec3u(corners - base);
  let sum = wideAdd(wideAdd(wideProductU(above.x, weights.x), wideProductU(above.y, weights.y)), wideProductU(above.z, weights.z));
  return base + i32(divideSmall(sum, weights.x + weights.y + weights.z).y);
}

fn wrapTexel(texel: i32, size: i32, mode: u32) -> i32 {
  if (mode == WRAP_CLAMP) { return clamp(texel, 0, size - 1); }
  if (mode == WRAP_REPEAT) { return modulo(texel, size); }
  let folded = modulo(texel, 2 * size);
  return min(folded, 2 * size - 1 - folded);
}

fn modulo(a: i32, n: i32) -> i32 {
  return ((a % n) + n) % n;
}

// Looks up textures: applies wrap modes, computes the level of detail, and chooses the array for the texture's size.
// With ANISOTROPIC several lookups cover a pixel that spans more texels one way than the other, as on grazing faces.
// The importing shader binds color64 .. color1024, data64 .. data1024 and textureSampler (repeat, trilinear).
#import material

const LOD_ROUNDING = 0.01; // mixes in at most 0.25 % of the opposite border

// The texture coordinates at a pixel, and their changes per pixel to the right and downward.
struct Footprint {
  uv: vec2f,
  uvX: vec2f,
  uvY: vec2f,
}

// The coordinates of a lookup in the stored square texture, and its level of detail.
struct TextureLookup {
  uv: vec2f,
  lod: f32,
}

// Computes the lookup of a texture; `wrap` has 2 bits for u and 2 for v.
// The level of detail is that of an isotropic hardware lookup with these gradients (Vulkan 1.3, 16.5.7).
// The shader computes it, because the clamp at the border depends on it.
fn textureLookup(texture: u32, texel: Footprint, wrap: u32, scale: vec2f) -> TextureLookup {
  let levels = SMALLEST_TEXTURE_LOG2 + (texture >> 16u);
  let texels = f32(1u << levels) * scale; // that one unit of uv spans
  let footprint = max(dot(texel.uvX * texels, texel.uvX * texels), dot(texel.uvY * texels, texel.uvY * texels));
  let lod = clamp(0.5 * log2(max(footprint, 1e-12)), 0.0, f32(levels));
  return lookupAt(texel.uv, lod, texels, wrap, scale);
}

// The lookup at coordinates whose level of detail is known; `texels` is how many of them one unit of uv spans.
fn lookupAt(uv: vec2f, lod: f32, texels: vec2f, wrap: u32, scale: vec2f) -> TextureLookup {
  var wrapped = fract(uv);
  if (wrap != 0u) {
    // A trilinear lookup also reads the next coarser level. LOD_ROUNDING ignores a level of detail just above a whole number.
    // Otherwise rounding above one texel per pixel would mix border texels by half with their neighbours.
    let edge = min(vec2f(0.5), halfPower(ceil(lod - LOD_ROUNDING)) / texels);
    wrapped = vec2f(wrapCoordinate(uv.x, wrap & 3u, edge.x), wrapCoordinate(uv.y, (wrap >> 2u) & 3u, edge.y));
  }
  return TextureLookup(wrapped * scale, lod);
}

// 2^x / 2 for a small whole number x, from the bits of the exponent: 8388734 = 2^23 + 126.
// A conversion to u32 would take longer, because lavapipe converts lane by lane.
fn halfPower(x: f32) -> f32 {
  return bitcast<f32>(bitcast<u32>(x + 8388734.0) << 23u);
}

// Applies a wrap mode to a coordinate. `edge` is half a texel: a coordinate nearer to the border would mix in the opposite border.
fn wrapCoordinate(x: f32, mode: u32, edge: f32) -> f32 {
  if (mode == WRAP_REPEAT) { return fract(x); }
  let folded = select(x, abs(x - 2.0 * round(0.5 * x)), mode == WRAP_MIRROR);
  return clamp(folded, edge, 1.0 - edge);
}

// The linear colour of a texture at a pixel, and its alpha.
fn sampleColor(texture: u32, texel: Footprint, wrap: u32, scale: vec2f) -> vec4f {
#if ANISOTROPIC
  let taps = tapsOf(texture, texel, scale);
  var sum = vec4f(0.0);
  for (var tap = 0.0; tap < taps.count; tap += 1.0) { sum += colorAt(texture, lookupAt(tapUv(taps, texel, tap), taps.lod, taps.texels, wrap, scale)); }
  return sum / taps.count;
#else
  return colorAt(texture, textureLookup(texture, texel, wrap, scale));
#endif
}

// The normal x, normal y, roughness and metallic of a texture at a pixel, each 0 to 1.
fn sampleData(texture: u32, texel: Footprint, wrap: u32, scale: vec2f) -> vec4f {
#if ANISOTROPIC
  let taps = tapsOf(texture, texel, scale);
  var sum = vec4f(0.0);
  for (var tap = 0.0; tap < taps.count; tap += 1.0) { sum += dataAt(texture, lookupAt(tapUv(taps, texel, tap), taps.lod, taps.texels, wrap, scale)); }
  return sum / taps.count;
#else
  return dataAt(texture, textureLookup(texture, texel, wrap, scale));
#endif
}

#if ANISOTROPIC
const TAPS = 4.0;

// The lookups of a pixel whose image on the texture is longer than wide: they lie evenly along it.
struct Taps {
  count: f32,   // 1 or TAPS
  lod: f32,
  texels: vec2f, // that one unit of uv spans
  span: vec2f,   // in uv, from the first tap to the last
}

// A round pixel's image on the texture is an ellipse, whose axes are the singular values of the derivatives of uv (Heckbert 1989,
// "Fundamentals of Texture Mapping and Image Warping"). The minor axis chooses the level of detail, or a
// quarter of the major one where that is more.
fn tapsOf(texture: u32, texel: Footprint, scale: vec2f) -> Taps {
  let levels = SMALLEST_TEXTURE_LOG2 + (texture >> 16u);
  let texels = f32(1u << levels) * scale;
  let x = texel.uvX * texels;
  let y = texel.uvY * texels;
  let difference = 0.5 * (x.x * x.x + y.x * y.x - x.y * x.y - y.y * y.y);
  let mixed = x.x * x.y + y.x * y.y;
  let spread = sqrt(difference * difference + mixed * mixed);
  let major = sqrt(max(0.5 * (dot(x, x) + dot(y, y)) + spread, 1e-12));
  let minor = abs(x.x * y.y - x.y * y.x) / major;
  // A tap is at least a texel wide: where the texture is magnified, one tap sees all.
  let width = max(max(minor, major / TAPS), 1.0);
  let span = major - width;
  let lod = min(log2(width), f32(levels));
  if (span < 0.1 * width) { return Taps(1.0, lod, texels, vec2f(0.0)); }
  let along = select(vec2f(mixed, spread - difference), vec2f(spread + difference, mixed), difference >= 0.0);
  return Taps(TAPS, lod, texels, span * normalize(along) / texels);
}

fn tapUv(taps: Taps, texel: Footprint, tap: f32) -> vec2f {
  return texel.uv + taps.span * (tap / (TAPS - 1.0) - 0.5);
}
#endif

// The linear colour of a lookup, and its alpha.
fn colorAt(texture: u32, lookup: TextureLookup) -> vec4f {
  let layer = texture & 0xffffu;
  switch (texture >> 16u) {
    case 0u: { return textureSampleLevel(color64, textureSampler, lookup.uv, layer, lookup.lod); }
    case 1u: { return textureSampleLevel(color128, textureSampler, lookup.uv, layer, lookup.lod); }
    case 2u: { return textureSampleLevel(color256, textureSampler, lookup.uv, layer, lookup.lod); }
    case 3u: { return textureSampleLevel(color512, textureSampler, lookup.uv, layer, lookup.lod); }
    default: { return textureSampleLevel(color1024, textureSampler, lookup.uv, layer, lookup.lod); }
  }
}

// The data of a lookup.
fn dataAt(texture: u32, lookup: TextureLookup) -> vec4f {
  let layer = texture & 0xffffu;
  switch (texture >> 16u) {
    case 0u: { return textureSampleLevel(data64, textureSampler, lookup.uv, layer, lookup.lod); }
    case 1u: { return textureSampleLevel(data128, textureSampler, lookup.uv, layer, lookup.lod); }
    case 2u: { return textureSampleLevel(data256, textureSampler, lookup.uv, layer, lookup.lod); }
    case 3u: { return textureSampleLevel(data512, textureSampler, lookup.uv, layer, lookup.lod); }
    default: { return textureSampleLevel(data1024, textureSampler, lookup.uv, layer, lookup.lod); }
  }
}

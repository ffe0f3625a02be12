// Decides which pixels a triangle covers, and its depth at each, in integers only, so every device agrees.
//
// Coordinates are in 1/256 px. Vertices stay within the guard band, so for images up to 4096 px coordinates and their
// differences are below 2^22. A product of two differences takes 64 bits.
#import nearest

struct Triangle {
  x: vec3i,
  y: vec3i,
  depth: vec3u,
  instance: u32,
  triangle: u32, // relative to the mesh's first
  clipped: u32,  // first word of its record in `queues.words`, or NONE
  flipped: bool, // whether corners 1 and 2 are swapped
}

// Both extents of a small triangle are at most SMALL_EXTENT, so its box and its edge functions fit i32.
// An edge function within the box is a difference of two products, and so below 2 * 2^30.
// Threads share a small triangle in strips of at most 2^STRIP_PIXELS_LOG2 pixels of its box.
const SMALL_EXTENT = 32767;
const STRIP_PIXELS_LOG2 = 10u; // raster takes longer with 9 and with 12, with built-in models on lavapipe

// The log2 of the number of rows of a strip.
fn stripRowsLog2(box: vec4i) -> u32 {
  return STRIP_PIXELS_LOG2 - (32u - countLeadingZeros(u32(box.z - box.x)));
}

// The part of the box that is one strip; `word` is the last word of the strip's queue entry.
fn stripOf(box: vec4i, word: u32) -> vec4i {
  let rows = stripRowsLog2(box);
  let strip = word & ~TRIANGLE_MASKED;
  let y = box.y + i32(strip << rows);
  return vec4i(box.x, y, box.z, min(box.w, y + (1 << rows) - 1));
}

// Twice the signed area, in 1/65536 of a square pixel. A front face is counter-clockwise in the model's right-handed space.
// Its area is negative, because camera y points down.
fn doubleArea(t: Triangle) -> Wide {
  return wideSubtract(wideProduct(t.x.y - t.x.x, t.y.z - t.y.x), wideProduct(t.x.z - t.x.x, t.y.y - t.y.x));
}

fn doubleAreaSmall(t: Triangle) -> i32 {
  return (t.x.y - t.x.x) * (t.y.z - t.y.x) - (t.x.z - t.x.x) * (t.y.y - t.y.x);
}

// The same triangle with the opposite winding.
fn flip(t: Triangle) -> Triangle {
  return Triangle(t.x.xzy, t.y.xzy, t.depth.xzy, t.instance, t.triangle, t.clipped, !t.flipped);
}

// The longer side of the triangle's box. The greatest component of the edges, max(abs(x.yzx - x), abs(y.yzx - y)), has the same value.
// But NVIDIA's compiler gets max(abs(..), abs(..)) of such integers wrong for one triangle in 26 (driver 580.159, H200).
fn extent(t: Triangle) -> i32 {
  let x = max(max(t.x.x, t.x.y), t.x.z) - min(min(t.x.x, t.x.y), t.x.z);
  let y = max(max(t.y.x, t.y.y), t.y.z) - min(min(t.y.x, t.y.y), t.y.z);
  return max(x, y);
}

// The first and the last pixel whose centres are in the triangle's box.
fn pixelBox(t: Triangle) -> vec4i {
  let low = vec2i(min(min(t.x.x, t.x.y), t.x.z), min(min(t.y.x, t.y.y), t.y.z));
  let high = vec2i(max(max(t.x.x, t.x.y), t.x.z), max(max(t.y.x, t.y.y), t.y.z));
  return vec4i((low + 127) >> vec2u(8u), (high - 128) >> vec2u(8u));
}

// Edge k runs from corner k to the next. For a triangle of positive area, E_k = dx (py - y) - dy (px - x) is positive inside.
// A pixel centre on an edge belongs to the triangle that has a top or left edge there: E_k + bias >= 0.
// At pixel centres F_k = floor((E_k + bias) / 256) has the same sign. Its steps are whole: -dy per pixel right, dx per pixel down.
struct Edges {
  f: vec3i,
  right: vec3i,
  down: vec3i,
}

fn edgeBias(dx: vec3i, dy: vec3i) -> vec3i {
  return select(vec3i(-1), vec3i(0), (dy < vec3i(0)) | ((dy == vec3i(0)) & (dx > vec3i(0))));
}

fn edgesSmall(t: Triangle, pixel: vec2i) -> Edges {
  let dx = t.x.yzx - t.x;
  let dy = t.y.yzx - t.y;
  let at = pixel * 256 + 128;
  return Edges((dx * (at.y - t.y) - dy * (at.x - t.x) + edgeBias(dx, dy)) >> vec3u(8u), -dy, dx);
}

// One edge function at a tile's first pixel, clamped to 2^30 on both sides.
// The 63 steps to the last pixel of a tile, each at most 2^22 in x and in y, add less than 2^29.
// So within a tile the clamp changes no sign, and nothing overflows.
fn edgeWide(dx: i32, dy: i32, x: i32, y: i32, bias: i32) -> i32 {
  let e = wideAdd(wideSubtract(wideProduct(dx, y), wideProduct(dy, x)), wideOf(bias));
  let f = wideShiftRight(e, 8u);
  let low = bitcast<i32>(f.x);
  if (bitcast<i32>(f.y) != low >> 31u) { return select(1 << 30u, -(1 << 30u), wideIsNegative(f)); }
  return clamp(low, -(1 << 30u), 1 << 30u);
}

fn edgesWide(t: Triangle, pixel: vec2i) -> Edges {
  let dx = t.x.yzx - t.x;
  let dy = t.y.yzx - t.y;
  let x = pixel.x * 256 + 128 - t.x;
  let y = pixel.y * 256 + 128 - t.y;
  let bias = edgeBias(dx, dy);
  return Edges(vec3i(edgeWide(dx.x, dy.x, x.x, y.x, bias.x), edgeWide(dx.y, dy.y, x.y, y.y, bias.y), edgeWide(dx.z, dy.z, x.z, y.z, bias.z)), -dy, dx);
}

// The edges at a tile's first pixel, from the queue entry at word `w` that putTiles of cull.wgsl wrote.
fn loadTileEdges(w: u32) -> Edges {
  return Edges(bitcast<vec3i>(loadVec3(w + 3u)), bitcast<vec3i>(loadVec3(w + 6u)), bitcast<vec3i>(loadVec3(w + 9u)));
}

// The depth at a tile's first pixel, from the same entry.
fn loadTileDepth(w: u32) -> DepthPlane {
  let a = loadVec3(w + 12u);
  let b = loadVec3(w + 15u);
  return DepthPlane(a.xy, vec2u(a.z, b.x), b.yz);
}

fn inside(f: vec3i) -> bool {
  return (f.x | f.y | f.z) >= 0;
}

// 1 / step, which callers compute once for many spans.
fn perStep(step: vec3i) -> vec3f {
  return 1.0 / vec3f(select(step, vec3i(1), step == vec3i(0)));
}

// The first and the last of the steps 0..last between the crossings of a line with the edges.
// The span is 0.01 px too long on either side, which is more than the rounding error.
fn roughSpan(f: vec3i, step: vec3i, perStep: vec3f, last: i32) -> vec2i {
  let cross = -vec3f(f) * perStep;
  let outside = f < vec3i(0); // at every step, unless the edge function rises
  let low = select(select(vec3f(0.0), vec3f(f32(last) + 1.0), outside), cross, step > vec3i(0));
  let high = select(vec3f(f32(last)), cross, step < vec3i(0));
  let first = clamp(max(max(low.x, low.y), low.z) - 0.01, 0.0, f32(last) + 1.0);
  let end = clamp(min(min(high.x, high.y), high.z) + 0.01, -1.0, f32(last));
  return nearest2(vec2f(ceil(first), floor(end)));
}

// The first and the last of the steps 0..last that are inside the triangle, exactly; first > last where none is.
// Drawing the span takes less time than testing all pixels of the row.
fn exactSpan(f: vec3i, step: vec3i, perStep: vec3f, last: i32) -> vec2i {
  let rough = roughSpan(f, step, perStep, last);
  return rough + vec2i(select(1, 0, inside(f + step * rough.x)), select(-1, 0, inside(f + step * rough.y)));
}

// Depth in 32.32 fixed point modulo 2^64: `at` one pixel centre, and the exact steps to the next pixels right and down.
// The slopes are truncated to 2^-32 per 1/256 px. Over 2^22 such units in x and in y, the error is 2^-9 of a depth unit.
// So inside the triangle, the depth is within one unit of the plane through the corners.
// The margins below DEPTH_MIN and above DEPTH_MAX cover that unit. The depth depends on neither size class nor tile.
struct DepthPlane {
  at: Wide,
  right: Wide,
  down: Wide,
}

fn depthSlope(numerator: Wide, area: Wide) -> Wide {
  let magnitude = wideAbs(numerator);
  var slope: Wide;
  if (area.y == 0u && area.x < (1u << 30u)) { slope = divideSmall(magnitude, area.x); } else { slope = divideLarge(magnitude, area); }
  return select(slope, wideNegate(slope), wideIsNegative(numerator));
}

// The depth at `pixel` and its steps; `area` is twice the triangle's area, positive.
fn depthPlane(t: Triangle, area: Wide, pixel: vec2i) -> DepthPlane {
  let d = vec2i(t.depth.yz - t.depth.x);
  let x = t.x.yz - t.x.x;
  let y = t.y.yz - t.y.x;
  let slopeX = depthSlope(wideSubtract(wideProduct(d.x, y.y), wideProduct(d.y, y.x)), area);
  let slopeY = depthSlope(wideSubtract(wideProduct(d.y, x.x), wideProduct(d.x, x.y)), area);
  let offset = pixel * 256 + 128 - vec2i(t.x.x, t.y.x);
  let at = wideAdd(wideAdd(Wide(0u, t.depth.x), wideScale(slopeX, offset.x)), wideScale(slopeY, offset.y));
  return DepthPlane(at, perPixel(slopeX), perPixel(slopeY));
}

fn perPixel(slope: Wide) -> Wide {
  return Wide(slope.x << 8u, (slope.y << 8u) | (slope.x >> 24u));
}

// The index of a triangle in its mesh, from the first two words of a queue entry.
fn triangleOf(instance: u32, triangle: u32) -> u32 {
  if ((instance & CLIPPED_ENTRY) == 0u) { return triangle; }
  return queues.words[queues.lists[CLIPPED].start + CLIPPED_WORDS * triangle + 15u];
}

// The triangle of a queue entry as stored; its area may be negative.
fn loadTriangle(instance: u32, triangle: u32) -> Triangle {
  if ((instance & CLIPPED_ENTRY) != 0u) {
    let w = queues.lists[CLIPPED].start + CLIPPED_WORDS * triangle;
    return Triangle(
      bitcast<vec3i>(loadVec3(w)), bitcast<vec3i>(loadVec3(w + 3u)), loadVec3(w + 6u),
      instance & ~CLIPPED_ENTRY, queues.words[w + 15u], w, false);
  }
  let corners = triangles[meshes[instances[instance].mesh].firstTriangle + triangle].xyz + instances[instance].firstVertex;
  return snappedTriangle(corners, instance, triangle);
}

fn snappedTriangle(corners: vec3u, instance: u32, triangle: u32) -> Triangle {
  let a = vertices[corners.x];
  let b = vertices[corners.y];
  let c = vertices[corners.z];
  return Triangle(vec3i(a.x, b.x, c.x), vec3i(a.y, b.y, c.y), vec3u(a.depth, b.depth, c.depth), instance, triangle, NONE, false);
}

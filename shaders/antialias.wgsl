// Blends pixels across silhouette edges by the share of them that the edge cuts off, and adds noise; color2 gets every pixel.
//
// After nvdiffrast's antialias (Laine et al. 2020), made to hold for triangles smaller than a pixel: from the nearer
// pixel of a pair the surface is followed, triangle by triangle, to the edge where it ends or turns away. Works on sRGB
// codes, as noise and blur do. Where two surfaces cut into each other both go on, and nothing is blended.
#import frame
#import image
#import instance
#import lanes
#import mesh
#import nearest
#import noise
#import pixel
#import vertex

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(5) var<storage, read> neighbors: array<u32>;
@group(0) @binding(6) var<storage, read> vertices: array<SnappedVertex>;
@group(0) @binding(7) var<storage, read> plane: array<vec2u>;
@group(0) @binding(8) var<storage, read> color: array<u32>;
@group(0) @binding(9) var<storage, read_write> color2: array<u32>;

// Triangles that are followed from a pixel's centre to the next one's.
const MAX_STEPS = 16;
const NO_EDGE = 2.0;

// Noise is added here, to what is stored anyway: a pass for it reads and writes the whole image once more. Without it for
// those who ask for the picture before it.
override NOISE = true;

// A workgroup takes a strip of WIDTH x ROWS pixels. Its threads go down columns and list the pairs of neighbours that an
// edge parts; then all threads follow those edges, each once for both its pixels (one pixel in ten has an edge); then
// those whose pair blends a pixel do so, with all the pixel's pairs. The host reads both here. Loops down a column have a fixed length,
// which compilers unroll: 0.95 of the time on lavapipe. The other one asks last whether it goes on, since a turn in which no lane takes
// part costs as much there as any other: 0.92 together with those down a column, before they were unrolled.
// With 12 rows as long, and 13 KB of workgroup memory instead of 9; zeroing either costs nothing there.
const WIDTH = 64u;
const ROWS = 8u;
const_assert ROWS <= LANES; // the border's pairs have a thread each
const PAIRS = (WIDTH + 1u) * ROWS + WIDTH * (ROWS + 1u);
const DONE = 0xffffffffu;
var<workgroup> pairCount: atomic<u32>;
var<workgroup> parted: array<u32, PAIRS>; // as `pair_word`, in any order; then the side of the pixel that is blended, or DONE
// By pair: the part of the first pixel that the second one's colour takes; negative: of the second, the first one's.
var<workgroup> shares: array<f32, 2u * (WIDTH + 1u) * (ROWS + 1u)>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let image = group.z;
  var noise = Noise(images[image].noiseKey, noiseAmplitude(images[image].noiseSigma));
  if (!NOISE) { noise.amplitude = 0; }
  let corner = group.xy * vec2u(WIDTH, ROWS);
  let end = min(vec2u(frame.width, frame.height) - corner, vec2u(WIDTH, ROWS));
  // Two loops: one that does both takes 1.08 of the processor time on lavapipe.
  var x = thread;
  loop {
    if (x < end.x) { copyColumn(corner + vec2u(x, 0u), end.y, image, noise); }
    continuing {
      x += LANES;
      break if x >= end.x;
    }
  }
  if (images[image].antialias == 0u) { return; }
  let bits = images[image].triangleBits;
  x = thread;
  loop {
    if (x < end.x) { listColumn(corner, x, image, bits); }
    continuing {
      x += LANES;
      break if x >= end.x;
    }
  }
  if (thread < end.y && corner.x > 0u) {
    let place = pixelIndex(corner + vec2u(0u, thread), image);
    listIfParted(Pair(vec2i(-1, i32(thread)), 0u), plane[place - 1u], plane[place], corner, image, bits);
  }
  workgroupBarrier();
  let count = atomicLoad(&pairCount);
  if (thread < count) {
    var i = thread;
    loop {
      parted[i] = follow(parted[i], corner, end, image, bits);
      continuing {
        i += LANES;
        break if i >= count;
      }
    }
  }
  workgroupBarrier();
  storageBarrier();
  if (thread >= count) { return; }
  var i = thread;
  loop {
    if (parted[i] != DONE) { blend(parted[i], corner, image, noise); }
    continuing {
      i += LANES;
      break if i >= count;
    }
  }
}

fn pixelIndex(at: vec2u, image: u32) -> u32 {
  return (image * frame.height + at.y) * frame.width + at.x;
}

// Below the border the last row again.
fn copyColumn(top: vec2u, rows: u32, image: u32, noise: Noise) {
  let pixel = top.y * frame.width + top.x;
  let first = pixelIndex(vec2u(0u), image);
  for (var row = 0u; row < ROWS; row++) {
    let at = pixel + min(row, rows - 1u) * frame.width;
    color2[first + at] = noisyWord(color[first + at], at, noise);
  }
}

// Each pixel of the column with the one to its right and the one below; the first one also with the one above. A strip has
// the pairs across its border in common with its neighbours, and blends its own pixels only.
fn listColumn(corner: vec2u, x: u32, image: u32, bits: u32) {
  let top = corner + vec2u(x, 0u);
  var place = pixelIndex(top, image);
  var here = plane[place];
  if (top.y > 0u) { listIfParted(Pair(vec2i(i32(x), -1), 1u), plane[place - frame.width], here, corner, image, bits); }
  for (var y = 0u; y < ROWS; y++) {
    if (top.x + 1u < frame.width) { listIfParted(Pair(vec2i(vec2u(x, y)), 0u), here, plane[place + 1u], corner, image, bits); }
    place += frame.width;
    if (top.y + y + 1u >= frame.height) { return; }
    let below = plane[place];
    listIfParted(Pair(vec2i(vec2u(x, y)), 1u), here, below, corner, image, bits);
    here = below;
  }
}

// A pixel, counted from the strip's corner, and the one to its right (axis 0) or below (axis 1).
struct Pair {
  first: vec2i,
  axis: u32,
}

fn along(axis: u32) -> vec2i {
  return vec2i(i32(1u - axis), i32(axis));
}

fn shareIndex(pair: Pair) -> u32 {
  return ((u32(pair.first.y + 1) * (WIDTH + 1u)) + u32(pair.first.x + 1)) * 2u + pair.axis;
}

// A list has bits for: first.y + 1, first.x + 1 (7), axis (1), whether the first is the nearer one (1).
fn listIfParted(pair: Pair, first: vec2u, second: vec2u, corner: vec2u, image: u32, bits: u32) {
  if (!areParted(first, second, vec2i(corner) + pair.first, along(pair.axis), image, bits)) { return; }
  // Nearer, or the lower id at the same depth: as the plane decides.
  let nearer = first.y > second.y || (first.y == second.y && first.x > second.x);
  let at = vec2u(pair.first + 1);
  parted[atomicAdd(&pairCount, 1u)] = (at.y << 9u) | (at.x << 2u) | (pair.axis << 1u) | u32(nearer);
}

// Whether two neighbouring pixels show different instances, or one part of an instance before another.
fn areParted(first: vec2u, second: vec2u, at: vec2i, step: vec2i, image: u32, bits: u32) -> bool {
  // Nothing is 0, which no instance's part of an id comes near.
  if (((first.x ^ second.x) >> bits) != 0u) { return true; }
  // Depth words are affine on a plane and about proportional to 1/z: a jump is more than 1/256 of the distance, and twice
  // the slope on either side. Too many jumps cost time only, as the walk finds no silhouette there.
  let jump = difference(first.y, second.y);
  if (jump <= max(first.y, second.y) / 256u) { return false; }
  return jump / 2u > max(slopeAt(at - step, first.y, image), slopeAt(at + 2 * step, second.y, image));
}

// 0 beyond the border, where the pixel itself is taken instead.
fn slopeAt(outer: vec2i, depth: u32, image: u32) -> u32 {
  let at = clamp(outer, vec2i(0), vec2i(vec2u(frame.width, frame.height)) - 1);
  let outerDepth = plane[pixelIndex(vec2u(at), image)].y;
  return select(difference(outerDepth, depth), 0u, outerDepth == 0u);
}

fn difference(a: u32, b: u32) -> u32 {
  return max(a, b) - min(a, b);
}

// Puts a pair's share into `shares`. Returns the pixel that it blends and the pixel's side, or DONE if none of the strip's.
fn follow(listed: u32, corner: vec2u, end: vec2u, image: u32, bits: u32) -> u32 {
  let pair = Pair(vec2i(vec2u((listed >> 2u) & 127u, listed >> 9u)) - 1, (listed >> 1u) & 1u);
  let firstIsNearer = (listed & 1u) == 1u;
  let forth = along(pair.axis);
  let nearer = vec2i(corner) + pair.first + select(forth, vec2i(0), firstIsNearer);
  let edge = distanceToEdge(image, bits, ~plane[pixelIndex(vec2u(nearer), image)].x, nearer, select(-forth, forth, firstIsNearer));
  if (edge == NO_EDGE || edge == 0.5) { return DONE; }
  let share = select(edge - 0.5, 0.5 - edge, firstIsNearer);
  shares[shareIndex(pair)] = share;
  let blended = pair.first + select(forth, vec2i(0), share > 0.0);
  if (any(blended < vec2i(0)) || any(blended >= vec2i(end))) { return DONE; }
  return (u32(blended.y) << 8u) | (u32(blended.x) << 2u) | select(pair.axis + 2u, pair.axis, share > 0.0);
}

// Side 0 is right, 1 below, 2 left, 3 above.
fn blend(pixelAndSide: u32, corner: vec2u, image: u32, noise: Noise) {
  let at = vec2i(vec2u((pixelAndSide >> 2u) & 63u, pixelAndSide >> 8u));
  let share = max(vec4f(0.0), vec4f(
    shares[shareIndex(Pair(at, 0u))], shares[shareIndex(Pair(at, 1u))],
    -shares[shareIndex(Pair(at - vec2i(1, 0), 0u))], -shares[shareIndex(Pair(at - vec2i(0, 1), 1u))]));
  // Of the pairs that blend this pixel, the one on its first side does the work.
  let side = pixelAndSide & 3u;
  if ((share.x > 0.0 && side > 0u) || (share.y > 0.0 && side > 1u) || (share.z > 0.0 && side > 2u)) { return; }

  let place = pixelIndex(corner + vec2u(at), image);
  var mixed = vec3f(0.0);
  if (share.x > 0.0) { mixed += share.x * coded(color[place + 1u]); }
  if (share.y > 0.0) { mixed += share.y * coded(color[place + frame.width]); }
  if (share.z > 0.0) { mixed += share.z * coded(color[place - 1u]); }
  if (share.w > 0.0) { mixed += share.w * coded(color[place - frame.width]); }
  let weight = share.x + share.y + share.z + share.w;
  // A spike can be cut from all sides by more than the whole pixel.
  let kept = max(0.0, 1.0 - weight);
  let own = color[place];
  let codes = bitcast<vec3u>(nearest3((coded(own) * kept + mixed) / (kept + weight)));
  color2[place] = noisyWord(pixelWord(codes, own & OPAQUE), place - pixelIndex(vec2u(0u), image), noise);
}

fn coded(word: u32) -> vec3f {
  return vec3f(pixelCodes(word));
}

// How far from the centre of `pixel` toward its neighbour in direction `step` the surface of triangle `id` ends, 0 to 1;
// NO_EDGE when it does not, or when the edge runs along the step: there the other axis blends, and both at once overshoot
// (mean error on discs 0.09 instead of 0.03).
fn distanceToEdge(image: u32, bits: u32, id: u32, pixel: vec2i, step: vec2i) -> f32 {
  let instance = images[image].firstInstance + (id >> bits);
  let firstTriangle = meshes[instances[instance].mesh].firstTriangle;
  let firstVertex = instances[instance].firstVertex;
  let triangle = firstTriangle + (id & ((1u << bits) - 1u));
  let corners = triangles[triangle].xyz + firstVertex;
  let v0 = vertices[corners.x];
  let v1 = vertices[corners.y];
  let v2 = vertices[corners.z];
  if (v0.depth == 0u || v1.depth == 0u || v2.depth == 0u) { return NO_EDGE; }
  let p0 = alongStep(v0, pixel, step);
  let p1 = alongStep(v1, pixel, step);
  let p2 = alongStep(v2, pixel, step);
  let facing = areaOf(p0, p1, p2);

  // Out of the first triangle through the crossed edge that has the inside behind it: of the two, which is told by the way it runs.
  let low = vec3<bool>(p0.y > 0.0, p1.y > 0.0, p2.y > 0.0);
  let leaves = (low != low.yzx) & select(low, low.yzx, facing > 0.0);
  if (!any(leaves)) { return NO_EDGE; }
  var exit = Edge(p2, p0, triangle * 3u + 2u);
  if (leaves.x) { exit = Edge(p0, p1, triangle * 3u); }
  if (leaves.y) { exit = Edge(p1, p2, triangle * 3u + 1u); }
  var reached = crossing(exit);
  for (var taken = 1; ; taken++) {
    if (reached > 1.0 || taken == MAX_STEPS) { return NO_EDGE; }
    let entry = neighbors[exit.place];
    if (entry == NONE) { break; } // the mesh ends here
    let next = firstTriangle + entry / 3u;
    let apexVertex = vertices[firstVertex + triangles[next][(entry + 2u) % 3u]];
    if (apexVertex.depth == 0u) { return NO_EDGE; }
    let apex = alongStep(apexVertex, pixel, step);
    // Here the edge runs the other way round, and one of the two others is crossed.
    if (facing * areaOf(exit.b, exit.a, apex) < 0.0) { break; } // turned away: the edge just crossed is the silhouette
    let second = Edge(exit.a, apex, next * 3u + (entry + 1u) % 3u);
    let third = Edge(apex, exit.b, next * 3u + (entry + 2u) % 3u);
    if (isCrossed(second)) { exit = second; } else { exit = third; }
    reached = crossing(exit);
  }
  let size = abs(exit.b - exit.a);
  return select(NO_EDGE, max(0.0, reached), size.y > size.x || (size.y == size.x && step.y == 0));
}

// An edge as seen from a pixel's centre, `place` in `neighbors`.
struct Edge {
  a: vec2f,
  b: vec2f,
  place: u32,
}

// Place of a vertex seen from a pixel's centre: x in the direction of the step, y across it; 1/256 px.
fn alongStep(vertex: SnappedVertex, pixel: vec2i, step: vec2i) -> vec2f {
  let offset = vec2i(vertex.x, vertex.y) - pixel * SUBPIXELS - SUBPIXELS / 2;
  return vec2f(select(vec2i(offset.x * step.x, offset.y), vec2i(offset.y * step.y, offset.x), step.x == 0));
}

fn areaOf(a: vec2f, b: vec2f, c: vec2f) -> f32 {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// Half-open (`>`), so that a line through a vertex crosses two edges of a triangle or none, as the raster's top-left rule.
fn isCrossed(edge: Edge) -> bool {
  return (edge.a.y > 0.0) != (edge.b.y > 0.0);
}

// Where the line from the pixel's centre along the step crosses an edge, pixels.
fn crossing(edge: Edge) -> f32 {
  let size = edge.b - edge.a;
  return (edge.a.x - size.x * edge.a.y / size.y) / f32(SUBPIXELS);
}

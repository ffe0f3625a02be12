// Blends pixels across silhouette edges by the share of the pixel that the edge cuts off, adds noise, and writes color2.
//
// The method is nvdiffrast's antialias (Laine et al. 2020), extended to triangles smaller than a pixel. From the nearer
// pixel of a pair, the shader follows the surface triangle by triangle to the edge where the surface ends or turns away.
// The pass works on sRGB codes, as noise and blur do. Where two surfaces intersect, both continue and nothing is blended.
//
// Before a backdrop it blends linear light, and the backdrop's share has the backdrop's colour at the blended pixel itself. So such a
// picture is the instances' colours times their shares of the pixel, plus the backdrop times the rest.
#import color
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
@group(0) @binding(7) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(8) var<storage, read> color: array<u32>;
@group(0) @binding(9) var<storage, read> backdropColor: array<u32>;
@group(0) @binding(10) var<storage, read_write> color2: array<u32>;

// The most triangles that a walk visits between the centres of two pixels.
const MAX_STEPS = 16;
const NO_EDGE = 2.0;

// This pass adds the noise, because a pass of its own would read and write the whole image once more.
// With NOISE false the shader writes the image without noise.
override NOISE = true;
// With ALPHA true the shader writes what is in front of the background: its colour, not premultiplied, and as alpha the share of the pixel
// that shows it. Instances of the layer background count as background, as the backdrop does.
override ALPHA = false;

// A workgroup takes a strip of WIDTH x ROWS pixels; the host reads both constants. It works in three steps.
// First, each thread goes down columns and lists the pairs of neighbouring pixels that an edge separates.
// Then all threads follow the listed edges, each edge once for both pixels; about one pixel in ten has an edge.
// Last, the threads blend each pixel that an edge cuts, with all pairs of that pixel.
// Loops down a column have a fixed length, so that compilers unroll them.
// The other loops test their condition at the end, because on lavapipe an iteration without active lanes costs as much as a full one.
// More rows take more workgroup memory and save no time.
const WIDTH = 64u;
const ROWS = 8u;
const_assert ROWS <= LANES; // each pair across the strip's left border has its own thread
const PAIRS = (WIDTH + 1u) * ROWS + WIDTH * (ROWS + 1u);
const DONE = 0xffffffffu;
var<workgroup> pairCount: atomic<u32>;
var<workgroup> parted: array<u32, PAIRS>; // as `listIfParted` packs them, in any order; later what `follow` returns
// Per pair, positive: the share of the first pixel that takes the second pixel's colour.
// Negative: the share of the second pixel that takes the first pixel's colour.
var<workgroup> shares: array<f32, 2u * (WIDTH + 1u) * (ROWS + 1u)>;

@compute @workgroup_size(LANES)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let image = group.z;
  var noise = Noise(images[image].noiseKey, noiseAmplitude(images[image].noiseSigma));
  if (!NOISE) { noise.amplitude = 0; }
  let corner = group.xy * vec2u(WIDTH, ROWS);
  let end = min(vec2u(frame.width, frame.height) - corner, vec2u(WIDTH, ROWS));
  // Copying and listing are two loops, because one loop of both takes longer on lavapipe.
  var x = thread;
  loop {
    if (x < end.x) { copyColumn(corner + vec2u(x, 0u), end.y, image, noise); }
    continuing {
      x += LANES;
      break if x >= end.x;
    }
  }
  if ((images[image].flags & IMAGE_ANTIALIAS) == 0u) { return; }
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
    let index = pixelIndex(corner + vec2u(0u, thread), image);
    listIfParted(Pair(vec2i(-1, i32(thread)), 0u), visibility[index - 1u], visibility[index], corner, image, bits);
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

// Copies one column of the strip; rows below the image's border repeat its last row.
fn copyColumn(top: vec2u, rows: u32, image: u32, noise: Noise) {
  let pixel = top.y * frame.width + top.x;
  let first = pixelIndex(vec2u(0u), image);
  for (var row = 0u; row < ROWS; row++) {
    let at = pixel + min(row, rows - 1u) * frame.width;
    if (ALPHA && isBehind(first + at, image)) {
      color2[first + at] = colorBeside(vec2u(at % frame.width, at / frame.width), image);
    } else {
      color2[first + at] = noisyWord(color[first + at], at, noise);
    }
  }
}

// Whether a pixel shows what is behind everything else: the backdrop or nothing and, with ALPHA, an instance of the background.
fn isBehind(index: u32, image: u32) -> bool {
  let notId = visibility[index].x;
  if (notId == 0u) { return true; }
  return ALPHA && instances[images[image].firstInstance + (~notId >> images[image].triangleBits)].layer == LAYER_BACKGROUND;
}

// The colour of one of the eight pixels around, with alpha 0; black where all are behind.
// Who scales a plane with alpha mixes the colours of neighbours, so a pixel beside an object should have the object's colour.
fn colorBeside(at: vec2u, image: u32) -> u32 {
  let least = max(at, vec2u(1u)) - 1u;
  let most = min(at + 1u, vec2u(frame.width, frame.height) - 1u);
  for (var y = least.y; y <= most.y; y++) {
    for (var x = least.x; x <= most.x; x++) {
      let index = pixelIndex(vec2u(x, y), image);
      if (!isBehind(index, image)) { return color[index] & ~OPAQUE; }
    }
  }
  return 0u;
}

// Lists each pixel of the column with its right and its lower neighbour, and the first pixel also with its upper one.
// Two adjacent strips both list the pairs across their common border, and each strip blends its own pixels only.
fn listColumn(corner: vec2u, x: u32, image: u32, bits: u32) {
  let top = corner + vec2u(x, 0u);
  var index = pixelIndex(top, image);
  var here = visibility[index];
  if (top.y > 0u) { listIfParted(Pair(vec2i(i32(x), -1), 1u), visibility[index - frame.width], here, corner, image, bits); }
  for (var y = 0u; y < ROWS; y++) {
    if (top.x + 1u < frame.width) { listIfParted(Pair(vec2i(vec2u(x, y)), 0u), here, visibility[index + 1u], corner, image, bits); }
    index += frame.width;
    if (top.y + y + 1u >= frame.height) { return; }
    let below = visibility[index];
    listIfParted(Pair(vec2i(vec2u(x, y)), 1u), here, below, corner, image, bits);
    here = below;
  }
}

// A pixel, relative to the strip's corner, and its neighbour to the right (axis 0) or below (axis 1).
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

// Lists a pair as one word. From the high bits: first.y + 1; first.x + 1 in 7 bits; the axis; whether the first pixel is nearer.
fn listIfParted(pair: Pair, first: vec2u, second: vec2u, corner: vec2u, image: u32, bits: u32) {
  if (!areParted(first, second, vec2i(corner) + pair.first, along(pair.axis), image, bits)) { return; }
  // The nearer pixel has the greater depth word or, at equal depth, the lower id: the order of raster's `keep`.
  let nearer = first.y > second.y || (first.y == second.y && first.x > second.x);
  let at = vec2u(pair.first + 1);
  parted[atomicAdd(&pairCount, 1u)] = (at.y << 9u) | (at.x << 2u) | (pair.axis << 1u) | u32(nearer);
}

// Whether two neighbouring pixels show different instances, or two parts of one instance at clearly different depths.
fn areParted(first: vec2u, second: vec2u, at: vec2i, step: vec2i, image: u32, bits: u32) -> bool {
  // The word of an empty pixel is 0, and ~id has a set bit among the instance's bits for every instance.
  if (((first.x ^ second.x) >> bits) != 0u) { return true; }
  // Depth words are affine across a triangle and about proportional to 1/z. A jump exceeds 1/256 of the nearer pixel's depth word, and
  // twice the slope on either side. A false jump only costs time, because the walk finds no silhouette there.
  let jump = difference(first.y, second.y);
  if (jump <= max(first.y, second.y) / 256u) { return false; }
  return jump / 2u > max(slopeAt(at - step, first.y, image), slopeAt(at + 2 * step, second.y, image));
}

// The difference between a pixel's depth word and that of the pixel beyond it; 0 where that pixel is empty, background with ALPHA, or outside.
fn slopeAt(outer: vec2i, depth: u32, image: u32) -> u32 {
  let at = clamp(outer, vec2i(0), vec2i(vec2u(frame.width, frame.height)) - 1);
  let index = pixelIndex(vec2u(at), image);
  let outerDepth = visibility[index].y;
  return select(difference(outerDepth, depth), 0u, outerDepth == 0u || (ALPHA && isBehind(index, image)));
}

fn difference(a: u32, b: u32) -> u32 {
  return max(a, b) - min(a, b);
}

// Writes a pair's share to `shares`. Returns the pixel that the pair blends and the pair's side of that pixel.
// Returns DONE where the pair blends no pixel of the strip.
fn follow(listed: u32, corner: vec2u, end: vec2u, image: u32, bits: u32) -> u32 {
  let pair = Pair(vec2i(vec2u((listed >> 2u) & 127u, listed >> 9u)) - 1, (listed >> 1u) & 1u);
  let firstIsNearer = (listed & 1u) == 1u;
  let forth = along(pair.axis);
  let nearer = vec2i(corner) + pair.first + select(forth, vec2i(0), firstIsNearer);
  let edge = distanceToEdge(image, bits, ~visibility[pixelIndex(vec2u(nearer), image)].x, nearer, select(-forth, forth, firstIsNearer));
  if (edge == NO_EDGE || edge == 0.5) { return DONE; }
  let share = select(edge - 0.5, 0.5 - edge, firstIsNearer);
  shares[shareIndex(pair)] = share;
  let blended = pair.first + select(forth, vec2i(0), share > 0.0);
  if (any(blended < vec2i(0)) || any(blended >= vec2i(end))) { return DONE; }
  return (u32(blended.y) << 8u) | (u32(blended.x) << 2u) | select(pair.axis + 2u, pair.axis, share > 0.0);
}

// Blends one pixel with the neighbours on all sides that an edge cuts. Side 0 is right, 1 below, 2 left, 3 above.
fn blend(pixelAndSide: u32, corner: vec2u, image: u32, noise: Noise) {
  let at = vec2i(vec2u((pixelAndSide >> 2u) & 63u, pixelAndSide >> 8u));
  let share = max(vec4f(0.0), vec4f(
    shares[shareIndex(Pair(at, 0u))], shares[shareIndex(Pair(at, 1u))],
    -shares[shareIndex(Pair(at - vec2i(1, 0), 0u))], -shares[shareIndex(Pair(at - vec2i(0, 1), 1u))]));
  // Several pairs may blend this pixel; the thread with the lowest side writes the pixel.
  let side = pixelAndSide & 3u;
  if ((share.x > 0.0 && side > 0u) || (share.y > 0.0 && side > 1u) || (share.z > 0.0 && side > 2u)) { return; }

  let index = pixelIndex(corner + vec2u(at), image);
  if (ALPHA || images[image].backdrop != NONE) {
    blendLinear(index, share, image, noise);
    return;
  }
  var mixed = vec3f(0.0);
  if (share.x > 0.0) { mixed += share.x * coded(color[index + 1u]); }
  if (share.y > 0.0) { mixed += share.y * coded(color[index + frame.width]); }
  if (share.z > 0.0) { mixed += share.z * coded(color[index - 1u]); }
  if (share.w > 0.0) { mixed += share.w * coded(color[index - frame.width]); }
  let weight = share.x + share.y + share.z + share.w;
  // At the tip of a spike, the shares of all sides can add up to more than 1.
  let kept = max(0.0, 1.0 - weight);
  let own = color[index];
  let codes = bitcast<vec3u>(nearest3((coded(own) * kept + mixed) / (kept + weight)));
  color2[index] = noisyWord(pixelWord(codes, own & OPAQUE), index - pixelIndex(vec2u(0u), image), noise);
}

// The same in linear light: what is in front of the background, by the shares of the pixel and of its neighbours, then the background.
fn blendLinear(index: u32, share: vec4f, image: u32, noise: Noise) {
  let mixed = inFront(index + 1u, share.x, image) + inFront(index + frame.width, share.y, image)
    + inFront(index - 1u, share.z, image) + inFront(index - frame.width, share.w, image);
  var weight = share.x + share.y + share.z + share.w;
  // Edges within the background cut nothing in front of it.
  if (ALPHA && isBehind(index, image)) { weight = mixed.a; }
  let kept = max(0.0, 1.0 - weight);
  let front = (inFront(index, kept, image) + mixed) / (kept + weight);
  if (ALPHA) {
    if (front.a == 0.0) { return; }
    let codes = bitcast<vec3u>(nearest3(srgbFromLinear(front.rgb / front.a) * 255.0));
    color2[index] = pixelWord(codes, u32(nearest(front.a * 255.0)) << 24u);
  } else {
    let pixel = index - pixelIndex(vec2u(0u), image);
    let behind = backdropColor[images[image].backdrop * frame.width * frame.height + pixel];
    let linear = front.rgb + (1.0 - front.a) * linearOf(behind);
    color2[index] = noisyWord(pixelWord(bitcast<vec3u>(nearest3(srgbFromLinear(linear) * 255.0)), OPAQUE), pixel, noise);
  }
}

// The linear colour of a pixel times a share, and that share; 0 where the pixel shows the background.
fn inFront(index: u32, share: f32, image: u32) -> vec4f {
  if (share == 0.0 || isBehind(index, image)) { return vec4f(0.0); }
  return share * vec4f(linearOf(color[index]), 1.0);
}

fn linearOf(word: u32) -> vec3f {
  return linearFromSrgb(coded(word) * (1.0 / 255.0));
}

fn coded(word: u32) -> vec3f {
  return vec3f(pixelCodes(word));
}

// The distance from the centre of `pixel` toward its neighbour in direction `step` at which the surface of triangle `id` ends, 0 to 1.
// NO_EDGE where the surface goes on, or where the edge runs along the step rather than across it.
// The pairs of the other axis blend such an edge: blending along both axes has a mean error of 0.09 on discs instead of 0.03.
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

  // The line along the step crosses two edges of the first triangle. The walk leaves through the one
  // that has the inside behind it; the direction in which an edge crosses the line tells them apart.
  let low = vec3<bool>(p0.y > 0.0, p1.y > 0.0, p2.y > 0.0);
  let leaves = (low != low.yzx) & select(low, low.yzx, facing > 0.0);
  if (!any(leaves)) { return NO_EDGE; }
  var exit = Edge(p2, p0, triangle * 3u + 2u);
  if (leaves.x) { exit = Edge(p0, p1, triangle * 3u); }
  if (leaves.y) { exit = Edge(p1, p2, triangle * 3u + 1u); }
  var reached = crossing(exit);
  for (var taken = 1; ; taken++) {
    if (reached > 1.0 || taken == MAX_STEPS) { return NO_EDGE; }
    let entry = neighbors[exit.index];
    if (entry == NONE) { break; } // the mesh ends here
    let next = firstTriangle + entry / 3u;
    let apexVertex = vertices[firstVertex + triangles[next][(entry + 2u) % 3u]];
    if (apexVertex.depth == 0u) { return NO_EDGE; }
    let apex = alongStep(apexVertex, pixel, step);
    // The next triangle has the shared edge in reverse, and the line crosses one of its other two edges.
    if (facing * areaOf(exit.b, exit.a, apex) < 0.0) { break; } // the triangle faces away: the edge just crossed is the silhouette
    let second = Edge(exit.a, apex, next * 3u + (entry + 1u) % 3u);
    let third = Edge(apex, exit.b, next * 3u + (entry + 2u) % 3u);
    if (isCrossed(second)) { exit = second; } else { exit = third; }
    reached = crossing(exit);
  }
  let size = abs(exit.b - exit.a);
  return select(NO_EDGE, max(0.0, reached), size.y > size.x || (size.y == size.x && step.y == 0));
}

// An edge relative to a pixel's centre, and its index in `neighbors`.
struct Edge {
  a: vec2f,
  b: vec2f,
  index: u32,
}

// The position of a vertex relative to a pixel's centre, 1/256 px: x in the direction of the step, y across it.
fn alongStep(vertex: SnappedVertex, pixel: vec2i, step: vec2i) -> vec2f {
  let offset = vec2i(vertex.x, vertex.y) - pixel * SUBPIXELS - SUBPIXELS / 2;
  return vec2f(select(vec2i(offset.x * step.x, offset.y), vec2i(offset.y * step.y, offset.x), step.x == 0));
}

fn areaOf(a: vec2f, b: vec2f, c: vec2f) -> f32 {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// The comparison is half-open (`>`), so a line through a vertex crosses two edges of a triangle or none, as in raster's top-left rule.
fn isCrossed(edge: Edge) -> bool {
  return (edge.a.y > 0.0) != (edge.b.y > 0.0);
}

// The distance along the step, in pixels, at which the line from the pixel's centre crosses an edge.
fn crossing(edge: Edge) -> f32 {
  let size = edge.b - edge.a;
  return (edge.a.x - size.x * edge.a.y / size.y) / f32(SUBPIXELS);
}

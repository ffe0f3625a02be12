// Blends pixels across silhouette edges by the share of them that the edge cuts off; color2 gets every pixel.
//
// After nvdiffrast's antialias (Laine et al. 2020), made to hold for triangles smaller than a pixel: from the nearer
// pixel of a pair the surface is followed, triangle by triangle, to the edge where it ends or turns away. Works on sRGB
// codes, as noise and blur do. Where two surfaces cut into each other both go on, and nothing is blended.
#import frame
#import image
#import instance
#import mesh
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

// A workgroup takes a strip of WIDTH x ROWS pixels: it looks for edges in it, lists them, and then all its threads follow
// those, where else most would wait for a few (one pixel in ten has an edge). The host reads ROWS here. Of the time of one
// thread per pixel on lavapipe: 0.80 with 4 rows, 0.74 with 8, 0.65 with 16, 0.66 with 32; the thread per pixel with its
// sides in such a loop took 1.15.
const WIDTH = 64u;
const ROWS = 16u;
var<workgroup> edgeCount: atomic<u32>;
var<workgroup> edges: array<u32, WIDTH * ROWS>; // place in the strip << 4 | a bit for each side; in any order

@compute @workgroup_size(64, 1, 1)
fn main(@builtin(local_invocation_index) thread: u32, @builtin(workgroup_id) group: vec3u) {
  let image = group.z;
  let corner = vec2i(group.xy * vec2u(WIDTH, ROWS));
  for (var row = 0u; row < ROWS; row++) {
    let at = corner + vec2i(vec2u(thread, row));
    if (!on_image(at)) { continue; }
    var sides = 0u;
    if (images[image].antialias != 0u) { sides = sides_with_edge(at, image); }
    if (sides == 0u) {
      color2[place_of(at, image)] = color[place_of(at, image)];
    } else {
      edges[atomicAdd(&edgeCount, 1u)] = ((row * WIDTH + thread) << 4u) | sides;
    }
  }
  workgroupBarrier();
  let count = atomicLoad(&edgeCount);
  for (var i = thread; i < count; i += WIDTH) {
    let inStrip = edges[i] >> 4u;
    blend(corner + vec2i(vec2u(inStrip % WIDTH, inStrip / WIDTH)), image, edges[i] & 15u);
  }
}

// Side 0 is right, 1 below, 2 left, 3 above.
fn step_to(side: u32) -> vec2i {
  let forth = 1 - i32(side & 2u);
  return select(vec2i(0, forth), vec2i(forth, 0), (side & 1u) == 0u);
}

fn sides_with_edge(at: vec2i, image: u32) -> u32 {
  let here = plane[place_of(at, image)];
  var sides = 0u;
  for (var side = 0u; side < 4u; side++) {
    let step = step_to(side);
    if (!on_image(at + step)) { continue; }
    if (parted(here, plane[place_of(at + step, image)], at, step, image)) { sides |= 1u << side; }
  }
  return sides;
}

// `withEdge` are the sides that have one.
fn blend(at: vec2i, image: u32, withEdge: u32) {
  let place = place_of(at, image);
  let here = plane[place];
  var mixed = vec3f(0.0);
  var weight = 0.0;
  for (var sides = withEdge; sides != 0u; sides &= sides - 1u) {
    let step = step_to(firstTrailingBit(sides));
    let otherPlace = place_of(at + step, image);
    let there = plane[otherPlace];
    // Nearer, or the lower id at the same depth: as the plane decides.
    let nearer = here.y > there.y || (here.y == there.y && here.x > there.x);
    let end = edge_place(image, ~select(there.x, here.x, nearer), select(at + step, at, nearer), select(-step, step, nearer));
    let share = select(end - 0.5, 0.5 - end, nearer);
    if (share <= 0.0 || share > 0.5) { continue; }
    mixed += share * unpack4x8unorm(color[otherPlace]).rgb;
    weight += share;
  }
  let own = color[place];
  if (weight == 0.0) {
    color2[place] = own;
    return;
  }
  // A spike can be cut from all sides by more than the whole pixel.
  let kept = max(0.0, 1.0 - weight);
  let blended = (unpack4x8unorm(own).rgb * kept + mixed) / (kept + weight);
  color2[place] = (pack4x8unorm(vec4f(blended, 0.0)) & 0xffffffu) | (own & 0xff000000u);
}

fn on_image(at: vec2i) -> bool {
  return all(at >= vec2i(0)) && all(at < vec2i(i32(frame.width), i32(frame.height)));
}

fn place_of(at: vec2i, image: u32) -> u32 {
  return (image * frame.height + u32(at.y)) * frame.width + u32(at.x);
}

// Whether two neighbouring pixels show different instances, or one part of an instance before another.
fn parted(here: vec2u, there: vec2u, at: vec2i, step: vec2i, image: u32) -> bool {
  if (here.y == 0u || there.y == 0u) { return here.y != there.y; }
  let bits = images[image].triangleBits;
  if ((~here.x >> bits) != (~there.x >> bits)) { return true; }
  // Depth words are affine on a plane and about proportional to 1/z: a jump is more than 1/256 of the distance, and twice
  // the slope on either side. Too many jumps cost time only, as the walk finds no silhouette there.
  let jump = distance_of(here.y, there.y);
  if (jump <= max(here.y, there.y) / 256u) { return false; }
  return jump / 2u > max(slope_at(at - step, here.y, image), slope_at(at + 2 * step, there.y, image));
}

fn slope_at(outer: vec2i, depth: u32, image: u32) -> u32 {
  if (!on_image(outer)) { return 0u; }
  let outerDepth = plane[place_of(outer, image)].y;
  return select(distance_of(outerDepth, depth), 0u, outerDepth == 0u);
}

fn distance_of(a: u32, b: u32) -> u32 {
  return max(a, b) - min(a, b);
}

// How far from the centre of `pixel` toward its neighbour in direction `step` the surface of triangle `id` ends, 0 to 1;
// NO_EDGE when it does not, or when the edge runs along the step: there the other axis blends, and both at once overshoot
// (mean error on discs 0.09 instead of 0.03).
fn edge_place(image: u32, id: u32, pixel: vec2i, step: vec2i) -> f32 {
  let bits = images[image].triangleBits;
  let instance = images[image].firstInstance + (id >> bits);
  let mesh = meshes[instances[instance].mesh];
  let firstVertex = instances[instance].firstVertex;
  var triangle = id & ((1u << bits) - 1u);
  var entered = NONE;
  var facing = 0.0;
  var exit = Crossing(0.0, false, NONE);
  for (var taken = 0; taken < MAX_STEPS; taken++) {
    let corners = triangles[mesh.firstTriangle + triangle];
    let v0 = vertices[firstVertex + corners.x];
    let v1 = vertices[firstVertex + corners.y];
    let v2 = vertices[firstVertex + corners.z];
    if (v0.depth == 0u || v1.depth == 0u || v2.depth == 0u) { return NO_EDGE; }
    let p0 = along_step(v0, pixel, step);
    let p1 = along_step(v1, pixel, step);
    let p2 = along_step(v2, pixel, step);
    let area = (p1.x - p0.x) * (p2.y - p0.y) - (p1.y - p0.y) * (p2.x - p0.x);
    if (taken == 0) { facing = area; }
    if (facing * area < 0.0) { break; } // turned away: the edge just crossed is the silhouette

    let first = (mesh.firstTriangle + triangle) * 3u;
    let through0 = crossing(p0, p1, neighbors[first], step);
    let through1 = crossing(p1, p2, neighbors[first + 1u], step);
    let through2 = crossing(p2, p0, neighbors[first + 2u], step);
    exit = Crossing(NOWHERE, false, NONE);
    if (through0.reached > exit.reached && (taken == 0 || through0.next != entered)) { exit = through0; }
    if (through1.reached > exit.reached && (taken == 0 || through1.next != entered)) { exit = through1; }
    if (through2.reached > exit.reached && (taken == 0 || through2.next != entered)) { exit = through2; }
    if (exit.reached == NOWHERE || exit.reached > 1.0 || taken + 1 == MAX_STEPS) { return NO_EDGE; }
    if (exit.next == NONE) { break; } // the mesh ends here
    entered = triangle;
    triangle = exit.next;
  }
  return select(NO_EDGE, max(0.0, exit.reached), exit.across);
}

// Where the line through a pixel's centre crosses an edge.
struct Crossing {
  reached: f32, // pixels from the centre in the direction of the step
  across: bool, // the edge is nearer to a right angle with the step than to running along it
  next: u32,    // the triangle beyond, or NONE
}
const NOWHERE = -1e30;

// Place of a vertex seen from a pixel's centre: x in the direction of the step, y across it; 1/256 px.
fn along_step(vertex: SnappedVertex, pixel: vec2i, step: vec2i) -> vec2f {
  let offset = vec2i(vertex.x, vertex.y) - pixel * SUBPIXELS - SUBPIXELS / 2;
  return vec2f(select(vec2i(offset.x * step.x, offset.y), vec2i(offset.y * step.y, offset.x), step.x == 0));
}

// Half-open (`>`), so that a line through a vertex crosses two edges of a triangle or none, as the raster's top-left rule.
fn crossing(a: vec2f, b: vec2f, next: u32, step: vec2i) -> Crossing {
  if ((a.y > 0.0) == (b.y > 0.0)) { return Crossing(NOWHERE, false, next); }
  let edge = b - a;
  let steep = abs(edge.y) > abs(edge.x) || (abs(edge.y) == abs(edge.x) && step.y == 0);
  return Crossing((a.x - edge.x * a.y / edge.y) / f32(SUBPIXELS), steep, next);
}

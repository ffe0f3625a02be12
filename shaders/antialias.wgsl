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

@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) at: vec3u) {
  if (any(at >= vec3u(frame.width, frame.height, frame.images))) { return; }
  let place = place_of(vec2i(at.xy), at.z);
  let own = color[place];
  if (images[at.z].antialias == 0u) {
    color2[place] = own;
    return;
  }
  let bits = images[at.z].triangleBits;
  let here = plane[place];
  var mixed = vec3f(0.0);
  var weight = 0.0;
  for (var side = 0; side < 4; side++) {
    let forth = 1 - (side & 2);
    let step = select(vec2i(0, forth), vec2i(forth, 0), (side & 1) == 0);
    let other = vec2i(at.xy) + step;
    if (any(other < vec2i(0)) || any(other >= vec2i(i32(frame.width), i32(frame.height)))) { continue; }
    let otherPlace = place_of(other, at.z);
    let there = plane[otherPlace];
    if (!parted(here, there, vec2i(at.xy), step, bits, at.z)) { continue; }
    // Nearer, or the lower id at the same depth: as the plane decides.
    let nearer = here.y > there.y || (here.y == there.y && here.x > there.x);
    var share: f32;
    if (nearer) { share = 0.5 - edge_place(at.z, ~here.x, vec2i(at.xy), step); }
    else { share = edge_place(at.z, ~there.x, other, -step) - 0.5; }
    if (share <= 0.0 || share > 0.5) { continue; }
    mixed += share * unpack4x8unorm(color[otherPlace]).rgb;
    weight += share;
  }
  if (weight == 0.0) {
    color2[place] = own;
    return;
  }
  // A spike can be cut from all sides by more than the whole pixel.
  let kept = max(0.0, 1.0 - weight);
  let blended = (unpack4x8unorm(own).rgb * kept + mixed) / (kept + weight);
  color2[place] = (pack4x8unorm(vec4f(blended, 0.0)) & 0xffffffu) | (own & 0xff000000u);
}

fn place_of(at: vec2i, image: u32) -> u32 {
  return (image * frame.height + u32(at.y)) * frame.width + u32(at.x);
}

// Whether two neighbouring pixels show different instances, or one part of an instance before another.
fn parted(here: vec2u, there: vec2u, at: vec2i, step: vec2i, triangleBits: u32, image: u32) -> bool {
  if (here.y == 0u || there.y == 0u) { return here.y != there.y; }
  if ((~here.x >> triangleBits) != (~there.x >> triangleBits)) { return true; }
  // Depth words are affine on a plane and about proportional to 1/z: a jump is more than 1/256 of the distance, and twice
  // the slope on either side. Too many jumps cost time only, as the walk finds no silhouette there.
  let jump = distance_of(here.y, there.y);
  if (jump <= max(here.y, there.y) / 256u) { return false; }
  return jump / 2u > max(slope_at(at - step, here.y, image), slope_at(at + 2 * step, there.y, image));
}

fn slope_at(outer: vec2i, depth: u32, image: u32) -> u32 {
  if (any(outer < vec2i(0)) || any(outer >= vec2i(i32(frame.width), i32(frame.height)))) { return 0u; }
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

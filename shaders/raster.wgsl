// Draws the triangles of the picture: keeps at every pixel the nearest one's depth and id.
#if ATOMIC64
enable atomic_vec2u_min_max;
#endif

#import frame
#import instance
#import mesh
#import material
#import vertex
#import dispatch
#import int64
#import queues
#import triangle
#import alpha
#import hidden

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> blocks: array<u32>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(5) var<storage, read> attributes: array<vec4u>;
@group(0) @binding(6) var<storage, read> materials: array<Material>;
@group(0) @binding(7) var<storage, read> alphaBits: array<u32>;
@group(0) @binding(8) var<storage, read> vertices: array<SnappedVertex>;
@group(0) @binding(9) var<storage, read_write> queues: Queues;

// A pixel's entry is two words, ~id below depth: the largest has the nearest depth, then the lowest id. 0: nothing there.
#if ATOMIC64
@group(0) @binding(10) var<storage, read_write> plane: array<atomic<vec2u>>;

// (A second plane of depths alone, read first so that what is farther needs no atomic, takes 1.1 times as long from transform to silhouette on
// lavapipe, where a load costs what an atomic does. One loop over all of a strip's pixels instead of one in another is no faster.)
fn keep(pixel: u32, depth: u32, id: u32) {
  atomicStoreMax(&plane[pixel], vec2u(~id, depth));
}
#else
@group(0) @binding(10) var<storage, read_write> plane: array<atomic<u32>>;
override IDS: bool; // the second time round, when all depths are known

fn keep(pixel: u32, depth: u32, id: u32) {
  if (!IDS) {
    atomicMax(&plane[2u * pixel + 1u], depth);
  } else if (atomicLoad(&plane[2u * pixel + 1u]) == depth) {
    atomicMax(&plane[2u * pixel], ~id);
  }
}
#endif

// Whether `blocks` are known. Then a strip, or a column of a tile, is cut to the blocks where it may be seen: of the background's pixels
// that are left, this drops a third. 0.92 of the processor time from transform to silhouette (built-in models on lavapipe).
override FAR: bool;

fn firstPixel(instance: u32) -> u32 {
  return instances[instance].image * frame.width * frame.height;
}

// What the rows of a strip have in common: edges and depth at its first pixel, and the steps right and down from there.
struct Strip {
  edges: Edges,
  depth: DepthPlane,
  last: i32,  // steps to the last pixel of a row
  pixel: u32, // place of the first pixel in `plane`
  id: u32,
}

// The same but for `last` in the workgroup's memory, where four words side by side cost less than one by one.
struct SharedStrip {
  fAndStep: vec4u,    // f, and edge 0's steps: right in the low half, down in the high one, as a small triangle's extents are
  stepsAndPlace: vec4u, // the steps of edges 1 and 2; pixel, id
  depthAndRight: vec4u,
  depthDown: vec2u,
}

fn shareStrip(s: Strip) -> SharedStrip {
  let steps = (bitcast<vec3u>(s.edges.right) & vec3u(0xffffu)) | (bitcast<vec3u>(s.edges.down) << vec3u(16u));
  return SharedStrip(vec4u(bitcast<vec3u>(s.edges.f), steps.x), vec4u(steps.yz, s.pixel, s.id), vec4u(s.depth.at, s.depth.right), s.depth.down);
}

fn takeStrip(s: SharedStrip, last: i32) -> Strip {
  let steps = bitcast<vec3i>(vec3u(s.fAndStep.w, s.stepsAndPlace.xy));
  let edges = Edges(bitcast<vec3i>(s.fAndStep.xyz), (steps << vec3u(16u)) >> vec3u(16u), steps >> vec3u(16u));
  return Strip(edges, DepthPlane(s.depthAndRight.xy, s.depthAndRight.zw, s.depthDown), last, s.stepsAndPlace.z, s.stepsAndPlace.w);
}

const STRIPS = 64u; // of a workgroup
const ROWS = 1024u; // of them that are shared out; 64 strips have about 500
const IS_ROW = 0x80000000u;
var<workgroup> strips: array<SharedStrip, STRIPS>;
var<workgroup> rowCount: atomic<u32>;
var<workgroup> rows: array<u32, ROWS>; // strip, row in it << 6, `last` << 16, IS_ROW; in any order, and 0 where one did not fit

// A thread sets up a strip; then all draw the rows of all strips, so that threads side by side mostly draw rows of one triangle, which
// are about as long. Of the turns of the inner loop this leaves 0.62 with 8 threads side by side, 0.52 with 32: 0.94 of the processor
// time on lavapipe. (Words stored one by one, or rows found by halves among the strips' first rows instead of listed: 1.03 and 1.15.
// Strips sorted into two or three lists by size would leave 0.94 of the turns.)
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = queues.lists[PICTURE_SMALL].first + itemOf(group) * STRIPS + lane;
  if (item < queueEnd(PICTURE_SMALL)) { setUpStrip(queues.lists[PICTURE_SMALL].start + SMALL_WORDS * item, lane); }
  workgroupBarrier();
  let end = min(atomicLoad(&rowCount), ROWS);
  if (lane >= end) { return; }
  // Loops that ask at their end, here and below, and one for opaque triangles that knows nothing of masks: 0.91 of the processor time on lavapipe.
  var i = lane;
  loop {
    let row = rows[i];
    if (row != 0u) { drawRow(takeStrip(strips[row & 63u], i32((row >> 16u) & 0x7fffu)), i32((row >> 6u) & 1023u)); }
    continuing {
      i += STRIPS;
      break if i >= end;
    }
  }
}

// Lists the strip's rows. Those of a masked triangle, and what does not fit into the list, the thread draws alone.
fn setUpStrip(entry: u32, lane: u32) {
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  var area = doubleAreaSmall(t);
  if (area < 0) {
    t = flip(t);
    area = -area;
  }
  let bounds = pixelBox(t);
  let picture = vec4i(max(bounds.xy, vec2i(0)), min(bounds.zw, vec2i(vec2u(frame.width, frame.height)) - 1));
  let word = queues.words[entry + 2u];
  var box = stripOf(picture, word);
  if (FAR) {
    box = visiblePart(box, greatestDepth(t), instances[t.instance].image);
    if (any(box.xy > box.zw)) { return; }
  }
  let strip = Strip(
    edgesSmall(t, box.xy), depthPlane(t, Wide(u32(area), 0u), box.xy), box.z - box.x,
    firstPixel(t.instance) + u32(box.y) * frame.width + u32(box.x), instances[t.instance].firstId + t.triangle);
  let count = u32(box.w - box.y) + 1u;
  if ((word & TRIANGLE_MASKED) != 0u) {
    let mask = loadMask(t, Wide(u32(area), 0u));
    for (var y = 0; y < i32(count); y++) { drawMaskedRow(strip, y, t, mask, box.xy); }
    return;
  }
  let first = atomicAdd(&rowCount, count);
  if (first + count > ROWS) {
    for (var y = 0; y < i32(count); y++) { drawRow(strip, y); }
    return;
  }
  strips[lane] = shareStrip(strip);
  var y = 0u;
  loop {
    rows[first + y] = IS_ROW | (u32(strip.last) << 16u) | (y << 6u) | lane;
    continuing {
      y++;
      break if y >= count;
    }
  }
}

fn rowSpan(strip: Strip, y: i32) -> vec2i {
  return exactSpan(strip.edges.f + strip.edges.down * y, strip.edges.right, perStep(strip.edges.right), strip.last);
}

fn depthAt(strip: Strip, step: vec2i) -> Wide {
  return wideAdd(strip.depth.at, wideAdd(wideScale(strip.depth.right, step.x), wideScale(strip.depth.down, step.y)));
}

fn drawRow(strip: Strip, y: i32) {
  let span = rowSpan(strip, y);
  if (span.x > span.y) { return; }
  var d = depthAt(strip, vec2i(span.x, y));
  var pixel = strip.pixel + u32(y) * frame.width + u32(span.x);
  let end = pixel + u32(span.y - span.x);
  loop {
    keep(pixel, d.y, strip.id);
    continuing {
      d = wideAdd(d, strip.depth.right);
      pixel++;
      break if pixel > end;
    }
  }
}

// `first` is the strip's first pixel.
fn drawMaskedRow(strip: Strip, y: i32, t: Triangle, mask: Mask, first: vec2i) {
  let span = rowSpan(strip, y);
  var d = depthAt(strip, vec2i(span.x, y));
  for (var x = span.x; x <= span.y; x++) {
    if (maskKeeps(t, mask, first + vec2i(x, y))) { keep(strip.pixel + u32(y) * frame.width + u32(x), d.y, strip.id); }
    d = wideAdd(d, strip.depth.right);
  }
}

// One workgroup per tile, one thread per column of it.
@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = queues.lists[PICTURE_TILE].first + itemOf(group);
  if (item >= queueEnd(PICTURE_TILE)) { return; }
  let entry = queues.lists[PICTURE_TILE].start + PICTURE_TILE_WORDS * item;
  let instance = queues.words[entry] & ~CLIPPED_ENTRY;
  let triangle = triangleOf(queues.words[entry], queues.words[entry + 1u]);
  let origin = tileOrigin(queues.words[entry + 2u]);
  let edges = loadTileEdges(entry);
  let depth = loadTileDepth(entry);
  let x = origin.x + i32(lane);
  if (x >= i32(frame.width)) { return; }

  let id = instances[instance].firstId + triangle;
  let masked = isMasked(instance, triangle);
  var t: Triangle;
  var mask: Mask;
  if (masked) {
    t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
    var area = doubleArea(t);
    if (wideIsNegative(area)) {
      t = flip(t);
      area = wideNegate(area);
    }
    mask = loadMask(t, area);
  }

  // Eight columns walk the rows that any of them can have pixels in, side by side.
  let best = edges.f + edges.right * i32(lane & 56u) + 7 * max(edges.right, vec3i(0));
  let last = min(TILE_SIZE, i32(frame.height) - origin.y) - 1;
  var rows = roughSpan(best, edges.down, perStep(edges.down), last);
  if (FAR && rows.x <= rows.y) {
    let part = visiblePart(vec4i(x, origin.y + rows.x, x, origin.y + rows.y), queues.words[entry + 18u], instances[instance].image);
    rows = part.yw - origin.y;
  }
  var f = edges.f + edges.right * i32(lane) + edges.down * rows.x;
  var d = wideAdd(depth.at, wideAdd(wideScale(depth.right, i32(lane)), wideScale(depth.down, rows.x)));
  var pixel = firstPixel(instance) + u32(origin.y + rows.x) * frame.width + u32(x);
  for (var y = origin.y + rows.x; y <= origin.y + rows.y; y++) {
    if (inside(f) && (!masked || maskKeeps(t, mask, vec2i(x, y)))) { keep(pixel, d.y, id); }
    f += edges.down;
    d = wideAdd(d, depth.down);
    pixel += frame.width;
  }
}

// Draws the triangles into the visibility buffer: each pixel keeps the depth and id of the nearest triangle.
// With BEHIND it draws the transparent triangles that lie behind those of another visibility buffer, so that rounds of it peel off
// one transparent surface after the other (Everitt 2001, "Interactive Order-Independent Transparency").
#if ATOMIC64
enable atomic_vec2u_min_max;
#endif
#if SUBGROUPS
enable subgroups;
// All threads of a subgroup get the same sum of rows from rows.wgsl, which WGSL's uniformity analysis cannot prove.
diagnostic(off, subgroup_uniformity);
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
#if BEHIND
#else
#import hidden
#endif
#import lanes
#import rows

@group(0) @binding(0) var<uniform> frame: Frame;
#if BEHIND
@group(0) @binding(1) var<storage, read> before: array<vec2u>; // a visibility buffer
#else
@group(0) @binding(1) var<storage, read> blocks: array<u32>;
#endif
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(5) var<storage, read> attributes: array<vec4u>;
@group(0) @binding(6) var<storage, read> materials: array<Material>;
@group(0) @binding(7) var<storage, read> alphaBits: array<u32>;
@group(0) @binding(8) var<storage, read> vertices: array<SnappedVertex>;
@group(0) @binding(9) var<storage, read_write> queues: Queues;

// A pixel of the visibility buffer is a 64-bit value: ~id in the low word, depth in the high word; 0 where the pixel is empty.
// The largest value has the nearest depth and, at equal depths, the lowest id.
#if ATOMIC64
@group(0) @binding(10) var<storage, read_write> visibility: array<atomic<vec2u>>;

// Keeps a fragment if it is the nearest so far.
// No depth is read first to save the atomic, because on lavapipe a load costs as much as an atomic.
fn keep(pixel: u32, depth: u32, id: u32) {
#if BEHIND
  if (!isBehind(pixel, depth, id)) { return; }
#endif
  atomicStoreMax(&visibility[pixel], vec2u(~id, depth));
}
#else
@group(0) @binding(10) var<storage, read_write> visibility: array<atomic<u32>>;
override IDS: bool; // the second of two dispatches, when all depths are final

fn keep(pixel: u32, depth: u32, id: u32) {
#if BEHIND
  if (!isBehind(pixel, depth, id)) { return; }
#endif
  if (!IDS) {
    atomicMax(&visibility[2u * pixel + 1u], depth);
  } else if (atomicLoad(&visibility[2u * pixel + 1u]) == depth) {
    atomicMax(&visibility[2u * pixel], ~id);
  }
}
#endif

#if BEHIND
// Whether the fragment is a smaller 64-bit value than the pixel of `before`.
fn isBehind(pixel: u32, depth: u32, id: u32) -> bool {
  let nearer = before[pixel];
  return depth < nearer.y || (depth == nearer.y && ~id < nearer.x);
}
#else
// The far round: `blocks` holds depths of the near round. Each strip, and each column of a tile, is cut to the blocks where it may be visible.
// The cut drops a third of the background's remaining pixels.
override FAR: bool;
// Draws only triangles that are not transparent.
override OPAQUE = false;
#endif

// Whether the round leaves out the triangle of a queue entry with these first two words.
fn isLeftOut(word0: u32, word1: u32) -> bool {
#if BEHIND
  return !isBlended(word0 & ~CLIPPED_ENTRY, triangleOf(word0, word1));
#else
  return OPAQUE && isBlended(word0 & ~CLIPPED_ENTRY, triangleOf(word0, word1));
#endif
}

fn firstPixel(instance: u32) -> u32 {
  return instances[instance].image * frame.width * frame.height;
}

// What the rows of a strip share: edges and depth at its first pixel, and their steps right and down.
struct Strip {
  rows: u32,
  last: i32,  // steps to the last pixel of a row
  pixel: u32, // index of the first pixel in the visibility buffer
  id: u32,
  edges: Edges,
  depth: DepthPlane,
}

// Draws strips of small triangles: each thread sets up one strip, and each subgroup draws the rows of its strips together.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = queues.lists[PICTURE_SMALL].first + itemOf(group) * 64u + lane;
  var strip: Strip;
  if (item < queueEnd(PICTURE_SMALL)) { strip = setUpStrip(queues.lists[PICTURE_SMALL].start + SMALL_WORDS * item); }
  drawRows(strip);
}

#if SUBGROUPS
fn takeStrip(s: Strip, owner: u32) -> Strip {
  let edges = Edges(subgroupShuffle(s.edges.f, owner), subgroupShuffle(s.edges.right, owner), subgroupShuffle(s.edges.down, owner));
  let depth = DepthPlane(subgroupShuffle(s.depth.at, owner), subgroupShuffle(s.depth.right, owner), subgroupShuffle(s.depth.down, owner));
  return Strip(0u, subgroupShuffle(s.last, owner), subgroupShuffle(s.pixel, owner), subgroupShuffle(s.id, owner), edges, depth);
}
#endif

// Sets up the strip of a queue entry. The strip has no rows if nothing is left to draw.
// The thread draws the rows of a masked triangle here.
fn setUpStrip(entry: u32) -> Strip {
  var strip: Strip;
  if (isLeftOut(queues.words[entry], queues.words[entry + 1u])) { return strip; }
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
#if BEHIND
#else
  if (FAR) {
    box = visiblePart(box, greatestDepth(t), instances[t.instance].image);
    if (any(box.xy > box.zw)) { return strip; }
  }
#endif
  let pixel = firstPixel(t.instance) + u32(box.y) * frame.width + u32(box.x);
  strip = Strip(u32(box.w - box.y) + 1u, box.z - box.x, pixel, instances[t.instance].firstId + t.triangle,
    edgesSmall(t, box.xy), depthPlane(t, Wide(u32(area), 0u), box.xy));
  if ((word & TRIANGLE_MASKED) != 0u) {
    let mask = loadMask(t, Wide(u32(area), 0u));
    for (var y = 0; y < i32(strip.rows); y++) { drawMaskedRow(strip, y, t, mask, box.xy); }
    strip.rows = 0u;
  }
  return strip;
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

// Draws row `y` of a strip with an alpha test at each pixel; `first` is the strip's first pixel.
fn drawMaskedRow(strip: Strip, y: i32, t: Triangle, mask: Mask, first: vec2i) {
  let span = rowSpan(strip, y);
  var d = depthAt(strip, vec2i(span.x, y));
  for (var x = span.x; x <= span.y; x++) {
    if (maskKeeps(t, mask, first + vec2i(x, y))) { keep(strip.pixel + u32(y) * frame.width + u32(x), d.y, strip.id); }
    d = wideAdd(d, strip.depth.right);
  }
}

// Draws one tile per workgroup; adjacent threads take adjacent columns.
@compute @workgroup_size(LANES)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = queues.lists[PICTURE_TILE].first + itemOf(group);
  if (item >= queueEnd(PICTURE_TILE)) { return; }
  let entry = queues.lists[PICTURE_TILE].start + PICTURE_TILE_WORDS * item;
  let instance = queues.words[entry] & ~CLIPPED_ENTRY;
  let triangle = triangleOf(queues.words[entry], queues.words[entry + 1u]);
  if (isLeftOut(queues.words[entry], queues.words[entry + 1u])) { return; }
  let origin = tileOrigin(queues.words[entry + 2u]);
  let edges = loadTileEdges(entry);
  let depth = loadTileDepth(entry);
#if BEHIND
#else
  let greatest = queues.words[entry + 18u];
  let image = instances[instance].image;
#endif
  let first = firstPixel(instance);
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

  let perRow = perStep(edges.down);
  let last = min(vec2i(TILE_SIZE), vec2i(vec2u(frame.width, frame.height)) - origin) - 1;
  var column = i32(lane);
  if (column > last.x) { return; }
  loop {
    let x = origin.x + column;
    // Eight adjacent columns share one range of rows: the rows where any of these columns can have pixels.
    let best = edges.f + edges.right * (column & 56) + 7 * max(edges.right, vec3i(0));
    var rows = roughSpan(best, edges.down, perRow, last.y);
#if BEHIND
#else
    if (FAR && rows.x <= rows.y) {
      let part = visiblePart(vec4i(x, origin.y + rows.x, x, origin.y + rows.y), greatest, image);
      rows = part.yw - origin.y;
    }
#endif
    var f = edges.f + edges.right * column + edges.down * rows.x;
    var d = wideAdd(depth.at, wideAdd(wideScale(depth.right, column), wideScale(depth.down, rows.x)));
    var pixel = first + u32(origin.y + rows.x) * frame.width + u32(x);
    for (var y = origin.y + rows.x; y <= origin.y + rows.y; y++) {
      if (inside(f) && (!masked || maskKeeps(t, mask, vec2i(x, y)))) { keep(pixel, d.y, id); }
      f += edges.down;
      d = wideAdd(d, depth.down);
      pixel += frame.width;
    }
    continuing {
      column += i32(LANES);
      break if column > last.x;
    }
  }
}

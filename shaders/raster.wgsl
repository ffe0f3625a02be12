// Draws the triangles of the picture: keeps at every pixel the nearest one's depth and id.
#if ATOMIC64
enable atomic_vec2u_min_max;
#endif

#import frame
#import image
#import instance
#import mesh
#import material
#import vertex
#import dispatch
#import int64
#import queues
#import triangle
#import alpha

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
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

fn idOf(t: Triangle) -> u32 {
  let instance = t.instance;
  return (instances[instance].ordinal << images[instances[instance].image].triangleBits) | t.triangle;
}

fn firstPixel(t: Triangle) -> u32 {
  return instances[t.instance].image * frame.width * frame.height;
}

// First and last step of a row 0..last between the places where it crosses the edges. A hundredth of a pixel too long on
// either side, which is more than the rounding can be: the exact test decides. Walking the whole box instead takes
// 18 ms an image where this takes 12 (220 spheres of 320 triangles on lavapipe), 28 against 22 with 1280.
fn rowSpan(f: vec3i, right: vec3i, perStep: vec3f, last: i32) -> vec2i {
  let cross = -vec3f(f) * perStep;
  let low = select(vec3f(0.0), cross, right > vec3i(0));
  let high = select(vec3f(f32(last)), cross, right < vec3i(0));
  let first = clamp(max(max(low.x, low.y), low.z) - 0.01, 0.0, f32(last) + 1.0);
  let end = clamp(min(min(high.x, high.y), high.z) + 0.01, -1.0, f32(last));
  return vec2i(i32(ceil(first)), i32(floor(end)));
}

// One thread per triangle.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  if (item >= queueLength(PICTURE_SMALL)) { return; }
  let entry = queues.lists[PICTURE_SMALL].start + SMALL_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  var area = doubleAreaSmall(t);
  if (area < 0) {
    t = flip(t);
    area = -area;
  }
  let bounds = pixelBox(t);
  let box = vec4i(max(bounds.xy, vec2i(0)), min(bounds.zw, vec2i(vec2u(frame.width, frame.height)) - 1));
  let id = idOf(t);
  let first = firstPixel(t);
  let edges = edgesSmall(t, box.xy);
  let depth = depthPlane(t, Wide(u32(area), 0u), box.xy);
  let masked = isMasked(t);
  var mask: Mask;
  if (masked) { mask = loadMask(t, Wide(u32(area), 0u)); }

  let perStep = 1.0 / vec3f(select(edges.right, vec3i(1), edges.right == vec3i(0)));
  var rowF = edges.f;
  var rowDepth = depth.at;
  for (var y = box.y; y <= box.w; y++) {
    let span = rowSpan(rowF, edges.right, perStep, box.z - box.x);
    var f = rowF + edges.right * span.x;
    var d = wideAdd(rowDepth, wideScale(depth.right, span.x));
    let row = first + u32(y) * frame.width;
    for (var x = box.x + span.x; x <= box.x + span.y; x++) {
      if (inside(f) && (!masked || maskKeeps(t, mask, vec2i(x, y)))) { keep(row + u32(x), d.y, id); }
      f += edges.right;
      d = wideAdd(d, depth.right);
    }
    rowF += edges.down;
    rowDepth = wideAdd(rowDepth, depth.down);
  }
}

// One workgroup per tile, one thread per column of it.
@compute @workgroup_size(64)
fn tile(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group);
  if (item >= queueLength(PICTURE_TILE)) { return; }
  let entry = queues.lists[PICTURE_TILE].start + TILE_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  let origin = tileOrigin(queues.words[entry + 2u]);
  var area = doubleArea(t);
  if (wideIsNegative(area)) {
    t = flip(t);
    area = wideNegate(area);
  }
  let bounds = pixelBox(t);
  let x = origin.x + i32(lane);
  let last = min(min(bounds.w, origin.y + TILE_SIZE - 1), i32(frame.height) - 1);
  if (x < max(bounds.x, 0) || x > min(bounds.z, i32(frame.width) - 1)) { return; }
  let id = idOf(t);
  let first = firstPixel(t) + u32(x);
  let edges = edgesWide(t, origin);
  let depth = depthPlane(t, area, vec2i(x, origin.y));
  let masked = isMasked(t);
  var mask: Mask;
  if (masked) { mask = loadMask(t, area); }

  var f = edges.f + edges.right * i32(lane);
  var d = depth.at;
  for (var y = origin.y; y <= last; y++) {
    if (inside(f) && (!masked || maskKeeps(t, mask, vec2i(x, y)))) { keep(first + u32(y) * frame.width, d.y, id); }
    f += edges.down;
    d = wideAdd(d, depth.down);
  }
}

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

// One thread per strip.
@compute @workgroup_size(64)
fn small(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = queues.lists[PICTURE_SMALL].first + itemOf(group) * 64u + lane;
  if (item >= queueEnd(PICTURE_SMALL)) { return; }
  let entry = queues.lists[PICTURE_SMALL].start + SMALL_WORDS * item;
  var t = loadTriangle(queues.words[entry], queues.words[entry + 1u]);
  var area = doubleAreaSmall(t);
  if (area < 0) {
    t = flip(t);
    area = -area;
  }
  let bounds = pixelBox(t);
  let picture = vec4i(max(bounds.xy, vec2i(0)), min(bounds.zw, vec2i(vec2u(frame.width, frame.height)) - 1));
  let strip = queues.words[entry + 2u];
  var box = stripOf(picture, strip);
  if (FAR) {
    box = visiblePart(box, greatestDepth(t), instances[t.instance].image);
    if (any(box.xy > box.zw)) { return; }
  }
  let id = instances[t.instance].firstId + t.triangle;
  let first = firstPixel(t.instance);
  let edges = edgesSmall(t, box.xy);
  let depth = depthPlane(t, Wide(u32(area), 0u), box.xy);
  let masked = (strip & TRIANGLE_MASKED) != 0u;
  var mask: Mask;
  if (masked) { mask = loadMask(t, Wide(u32(area), 0u)); }

  let perPixel = perStep(edges.right);
  var rowF = edges.f;
  var rowDepth = depth.at;
  var y = box.y;
  // Loops that ask at their end, and one for opaque triangles that knows nothing of masks: 0.91 of the processor time on lavapipe.
  loop {
    let span = exactSpan(rowF, edges.right, perPixel, box.z - box.x);
    var d = wideAdd(rowDepth, wideScale(depth.right, span.x));
    var pixel = first + u32(y) * frame.width + u32(box.x + span.x);
    if (masked) {
      for (var x = box.x + span.x; x <= box.x + span.y; x++) {
        if (maskKeeps(t, mask, vec2i(x, y))) { keep(pixel, d.y, id); }
        d = wideAdd(d, depth.right);
        pixel++;
      }
    } else if (span.x <= span.y) {
      let end = pixel + u32(span.y - span.x);
      loop {
        keep(pixel, d.y, id);
        continuing {
          d = wideAdd(d, depth.right);
          pixel++;
          break if pixel > end;
        }
      }
    }
    continuing {
      rowF += edges.down;
      rowDepth = wideAdd(rowDepth, depth.down);
      y++;
      break if y > box.w;
    }
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

// Writes per-pixel outputs for labels and `render`: ids of instances, records and categories, metric depth, geometric normals.
#import frame
#import image
#import instance
#import mesh
#import counters
#import dispatch
#import hit

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(6) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(7) var<storage, read> foregrounds: array<Foreground>;
@group(0) @binding(8) var<storage, read_write> counters: array<Counters>;
@group(0) @binding(9) var<storage, read_write> recordIdOf: array<u32>;     // of each labelled instance: the record's id, 0 = not seen
// Per-pixel outputs; 0 = empty. A word of the u16 outputs holds two pixels. In them and in `normals` each image starts on a word.
@group(0) @binding(10) var<storage, read_write> instanceIds: array<u32>; // u16: 1 + the instance's index in its image
@group(0) @binding(11) var<storage, read_write> recordIds: array<u32>;   // u16: the record's id of a labelled instance
@group(0) @binding(12) var<storage, read_write> categoryIds: array<u32>; // u16: the record's categoryId of a labelled instance
@group(0) @binding(13) var<storage, read_write> depthMm: array<u32>;     // u16: z in millimetres, 65535 = 65,535 mm or more
@group(0) @binding(14) var<storage, read_write> depth: array<f32>;       // z in metres
@group(0) @binding(15) var<storage, read_write> normals: array<u32>;     // three bytes (n + 1) / 2 of the normal toward the camera, camera frame

// The pixels of one thread: as many as fill whole words.
const IDS_PER_THREAD = 2u;
const NORMALS_PER_THREAD = 4u;

// Gives the visible labelled instances of each image ids from 1 in the order of `foregrounds`. One thread per labelled instance.
@compute @workgroup_size(64)
fn assignRecordIds(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let own = itemOf(group) * 64u + lane;
  if (own >= frame.foregrounds) { return; }
  var number = 0u;
  if (atomicLoad(&counters[own].visible) > 0u) {
    number = 1u;
    for (var other = own; other > 0u && foregrounds[other - 1u].image == foregrounds[own].image; other--) {
      if (atomicLoad(&counters[other - 1u].visible) > 0u) { number++; }
    }
  }
  recordIdOf[own] = number;
}

// Two pixels that share a word; `count` is 1 for the last pixel of an image with an odd number of pixels.
struct Two {
  word: u32,
  first: u32,
  count: u32,
}

fn twoPixels(at: vec3u) -> Two {
  let pixels = frame.width * frame.height;
  if (at.z >= frame.images || at.x * IDS_PER_THREAD >= pixels) { return Two(0u, 0u, 0u); }
  return Two(at.z * ((pixels + 1u) / 2u) + at.x, at.x * IDS_PER_THREAD, min(IDS_PER_THREAD, pixels - at.x * IDS_PER_THREAD));
}

@compute @workgroup_size(64, 1, 1)
fn writeInstanceIds(@builtin(global_invocation_id) at: vec3u) {
  let two = twoPixels(at);
  var word = 0u;
  for (var i = 0u; i < two.count; i++) { word |= instanceIdAt(two.first + i, at.z) << (16u * i); }
  if (two.count > 0u) { instanceIds[two.word] = word; }
}

fn instanceIdAt(pixel: u32, image: u32) -> u32 {
  let seen = visibility[image * frame.width * frame.height + pixel];
  if (seen.y == 0u) { return 0u; }
  return 1u + (~seen.x >> images[image].triangleBits);
}

// The labelled instance that a pixel shows, or NONE.
fn foregroundAt(pixel: u32, image: u32) -> u32 {
  let number = instanceIdAt(pixel, image);
  if (number == 0u) { return NONE; }
  return instances[images[image].firstInstance + number - 1u].foreground;
}

@compute @workgroup_size(64, 1, 1)
fn writeRecordIds(@builtin(global_invocation_id) at: vec3u) {
  let two = twoPixels(at);
  var word = 0u;
  for (var i = 0u; i < two.count; i++) {
    let foreground = foregroundAt(two.first + i, at.z);
    if (foreground != NONE) { word |= recordIdOf[foreground] << (16u * i); }
  }
  if (two.count > 0u) { recordIds[two.word] = word; }
}

@compute @workgroup_size(64, 1, 1)
fn writeCategoryIds(@builtin(global_invocation_id) at: vec3u) {
  let two = twoPixels(at);
  var word = 0u;
  for (var i = 0u; i < two.count; i++) {
    let foreground = foregroundAt(two.first + i, at.z);
    if (foreground != NONE) { word |= foregrounds[foreground].category << (16u * i); }
  }
  if (two.count > 0u) { categoryIds[two.word] = word; }
}

fn hitAt(pixel: u32, image: u32, id: u32) -> Hit {
  return findHit(images[image], id, vec2f(vec2u(pixel % frame.width, pixel / frame.width)) + 0.5);
}

@compute @workgroup_size(64, 1, 1)
fn writeDepthMm(@builtin(global_invocation_id) at: vec3u) {
  let two = twoPixels(at);
  var word = 0u;
  for (var i = 0u; i < two.count; i++) {
    let seen = visibility[at.z * frame.width * frame.height + two.first + i];
    // The lower bound of 1 keeps surfaces nearer than half a millimetre apart from empty pixels.
    if (seen.y != 0u) { word |= u32(clamp(round(hitAt(two.first + i, at.z, ~seen.x).position.z * 1000.0), 1.0, 65535.0)) << (16u * i); }
  }
  if (two.count > 0u) { depthMm[two.word] = word; }
}

// With 64 threads a workgroup, an image of 2048 x 2048 pixels would take 65,536 workgroups, one more than WebGPU guarantees.
@compute @workgroup_size(128, 1, 1)
fn writeDepth(@builtin(global_invocation_id) at: vec3u) {
  let pixels = frame.width * frame.height;
  if (at.x >= pixels || at.z >= frame.images) { return; }
  let seen = visibility[at.z * pixels + at.x];
  var z = 0.0;
  if (seen.y != 0u) { z = hitAt(at.x, at.z, ~seen.x).position.z; }
  depth[at.z * pixels + at.x] = z;
}

// A thread writes four pixels, which fill three words.
@compute @workgroup_size(64, 1, 1)
fn writeNormals(@builtin(global_invocation_id) at: vec3u) {
  let pixels = frame.width * frame.height;
  let first = at.x * NORMALS_PER_THREAD;
  if (first >= pixels || at.z >= frame.images) { return; }
  var rgb = vec4u(0u);
  for (var i = 0u; i < min(NORMALS_PER_THREAD, pixels - first); i++) {
    let seen = visibility[at.z * pixels + first + i];
    if (seen.y != 0u) { rgb[i] = pack4x8unorm(vec4f(normalize(facingNormal(hitAt(first + i, at.z, ~seen.x))) * 0.5 + 0.5, 0.0)); }
  }
  let words = vec3u(rgb.x | (rgb.y << 24u), (rgb.y >> 8u) | (rgb.z << 16u), (rgb.z >> 16u) | (rgb.w << 8u));
  let wordsPerImage = (pixels * 3u + 3u) / 4u;
  for (var i = 0u; i < 3u; i++) {
    if (at.x * 3u + i < wordsPerImage) { normals[at.z * wordsPerImage + at.x * 3u + i] = words[i]; }
  }
}

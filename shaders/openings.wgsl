// Finds the blocks where a pixel shows something transparent, so that what lies behind is drawn in those blocks and in no others.
#import frame
#import image
#import instance
#import mesh
#import block

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(5) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(6) var<storage, read_write> blocks: array<u32>;
@group(0) @binding(7) var<storage, read_write> behind: array<vec2u>; // the visibility buffer of what is not transparent

// Makes a block with something transparent hide nothing. The other blocks keep the depths that the blocks pass has found.
@compute @workgroup_size(8, 8)
fn uncover(@builtin(global_invocation_id) id: vec3u) {
  let area = blockAt(id);
  if (area.width == 0u) { return; }
  for (var pixel = 0u; pixel < area.width * area.height; pixel++) {
    let shown = visibility[pixelOf(area, pixel)];
    // With 32-bit atomics no pixel has an id yet, so each may turn out to be transparent.
    if ((shown.x == 0u && shown.y != 0u) || isTransparent(shown.x, id.z)) {
      blocks[area.index] = 0u;
      return;
    }
  }
}

// Makes a block with something transparent hide nothing, and every other block hide everything. Copies what is not transparent to `behind`.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let area = blockAt(id);
  if (area.width == 0u) { return; }
  var hides = 0xffffffffu;
  for (var pixel = 0u; pixel < area.width * area.height; pixel++) {
    let index = pixelOf(area, pixel);
    let shown = visibility[index];
    let transparent = isTransparent(shown.x, id.z);
    behind[index] = select(shown, vec2u(0u), transparent);
    if (transparent) { hides = 0u; }
  }
  blocks[area.index] = hides;
}

struct Block {
  index: u32,  // in `blocks`
  first: u32,  // its first pixel
  width: u32,  // pixels within the image; 0 beyond the image
  height: u32,
}

fn blockAt(id: vec3u) -> Block {
  let columns = blocksOf(frame.width);
  let rows = blocksOf(frame.height);
  if (id.x >= columns || id.y >= rows) { return Block(0u, 0u, 0u, 0u); }
  let at = id.xy * BLOCK_SIZE;
  let size = min(at + BLOCK_SIZE, vec2u(frame.width, frame.height)) - at;
  return Block((id.z * rows + id.y) * columns + id.x, (id.z * frame.height + at.y) * frame.width + at.x, size.x, size.y);
}

fn pixelOf(area: Block, pixel: u32) -> u32 {
  return area.first + (pixel / area.width) * frame.width + pixel % area.width;
}

// Whether the triangle with this ~id is transparent; 0 stands for an empty pixel.
fn isTransparent(notId: u32, image: u32) -> bool {
  if (notId == 0u) { return false; }
  let bits = images[image].triangleBits;
  let mesh = instances[images[image].firstInstance + (~notId >> bits)].mesh;
  return (triangles[meshes[mesh].firstTriangle + (~notId & ((1u << bits) - 1u))].w & TRIANGLE_BLENDED) != 0u;
}

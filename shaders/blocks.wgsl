// Finds how far away the farthest pixel of every block is, so that cull can drop what lies behind all of them.
#import frame
#import block

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> plane: array<vec2u>; // ~id, depth
@group(0) @binding(2) var<storage, read_write> blocks: array<u32>; // least depth; 0 where a pixel is empty

// One thread per block.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = blocksOf(frame.width);
  let rows = blocksOf(frame.height);
  if (id.x >= columns || id.y >= rows) { return; }
  let first = id.z * frame.width * frame.height;
  let end = min((id.xy + 1u) * BLOCK_SIZE, vec2u(frame.width, frame.height));
  var least = 0xffffffffu;
  for (var y = id.y * BLOCK_SIZE; y < end.y && least > 0u; y++) {
    for (var x = id.x * BLOCK_SIZE; x < end.x; x++) {
      least = min(least, plane[first + y * frame.width + x].y);
    }
  }
  blocks[(id.z * rows + id.y) * columns + id.x] = least;
}

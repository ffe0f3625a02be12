// Finds the depth of the farthest pixel of every block, so that cull can drop triangles behind all blocks that they meet.
#import frame
#import block

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> visibility: array<vec2u>; // ~id, depth
@group(0) @binding(2) var<storage, read_write> blocks: array<u32>; // the least depth word; 0 where a pixel is empty

const_assert BLOCK_SIZE == 8u; // the loop below has eight loads

// One thread per block.
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let columns = blocksOf(frame.width);
  let rows = blocksOf(frame.height);
  if (id.x >= columns || id.y >= rows) { return; }
  let first = id.z * frame.width * frame.height;
  let end = min((id.xy + 1u) * BLOCK_SIZE, vec2u(frame.width, frame.height));
  var least = 0xffffffffu;
  // An iteration loads eight pixels, and no load depends on another; beyond the image's border it repeats the last pixel.
  // A loop that ends at the border would take longer on lavapipe, because each load would wait for the test before it.
  let last = end.x - 1u - id.x * BLOCK_SIZE;
  var index = first + id.y * BLOCK_SIZE * frame.width + id.x * BLOCK_SIZE;
  var y = id.y * BLOCK_SIZE;
  loop {
    let left = min(vec4u(visibility[index].y, visibility[index + min(1u, last)].y, visibility[index + min(2u, last)].y, visibility[index + min(3u, last)].y),
      vec4u(visibility[index + min(4u, last)].y, visibility[index + min(5u, last)].y, visibility[index + min(6u, last)].y, visibility[index + min(7u, last)].y));
    least = min(least, min(min(left.x, left.y), min(left.z, left.w)));
    index += frame.width;
    continuing {
      y++;
      break if y >= end.y;
    }
  }
  blocks[(id.z * rows + id.y) * columns + id.x] = least;
}

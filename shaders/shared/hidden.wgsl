// Says what the near triangles hide, from the farthest depth of every block. The importing shader binds `blocks`.
#import block

fn firstBlock(image: u32) -> u32 {
  return image * blocksOf(frame.width) * blocksOf(frame.height);
}

// A triangle's pixels are within a unit of its corners' depths: one whose `depth` this is has no pixel in a nearer block.
fn greatestDepth(t: Triangle) -> u32 {
  return max(max(t.depth.x, t.depth.y), t.depth.z) + 1u;
}

// Whether all blocks that the box meets are nearer than `depth`.
fn isHidden(box: vec4i, depth: u32, image: u32) -> bool {
  let columns = blocksOf(frame.width);
  let low = vec2u(box.xy) / BLOCK_SIZE;
  let high = vec2u(box.zw) / BLOCK_SIZE;
  for (var y = low.y; y <= high.y; y++) {
    for (var x = low.x; x <= high.x; x++) {
      if (blocks[firstBlock(image) + y * columns + x] <= depth) { return false; }
    }
  }
  return true;
}

// The box without the rows and columns on its rim whose blocks are all nearer than `depth`; xy > zw when all are.
fn visiblePart(box: vec4i, depth: u32, image: u32) -> vec4i {
  let columns = blocksOf(frame.width);
  let low = vec2u(box.xy) / BLOCK_SIZE;
  let high = vec2u(box.zw) / BLOCK_SIZE;
  var first = high + 1u;
  var end = vec2u(0u);
  for (var y = low.y; y <= high.y; y++) {
    for (var x = low.x; x <= high.x; x++) {
      if (blocks[firstBlock(image) + y * columns + x] <= depth) {
        first = min(first, vec2u(x, y));
        end = max(end, vec2u(x, y) + 1u);
      }
    }
  }
  return vec4i(max(box.xy, vec2i(first * BLOCK_SIZE)), min(box.zw, vec2i(end * BLOCK_SIZE) - 1));
}

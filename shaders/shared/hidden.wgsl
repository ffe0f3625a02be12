// Decides what the near triangles hide, from the farthest depth of every block. The importing shader binds `blocks` and `frame`.
#import block

fn firstBlock(image: u32) -> u32 {
  return image * blocksOf(frame.width) * blocksOf(frame.height);
}

// A bound on the depth of every pixel of the triangle: pixel depths exceed the greatest corner depth by at most one unit.
// A block whose farthest pixel is nearer than this bound hides all of the triangle's pixels in it.
fn greatestDepth(t: Triangle) -> u32 {
  return max(max(t.depth.x, t.depth.y), t.depth.z) + 1u;
}

// Whether all blocks that the box meets are nearer than `depth`.
// One loop tests two blocks per iteration and its condition at the end, because on lavapipe an empty iteration costs as much as a full one.
fn isHidden(box: vec4i, depth: u32, image: u32) -> bool {
  let columns = blocksOf(frame.width);
  let low = vec2u(box.xy) / BLOCK_SIZE;
  let high = vec2u(box.zw) / BLOCK_SIZE;
  let first = firstBlock(image);
  var at = low;
  loop {
    let index = first + at.y * columns + at.x;
    let next = index + select(1u, 0u, at.x == high.x);
    if (min(blocks[index], blocks[next]) <= depth) { return false; }
    continuing {
      at = select(vec2u(at.x + 2u, at.y), vec2u(low.x, at.y + 1u), at.x + 2u > high.x);
      break if at.y > high.y;
    }
  }
  return true;
}

// The box without the outer rows and columns of blocks that are all nearer than `depth`. It is empty, with xy > zw, when all blocks are.
fn visiblePart(box: vec4i, depth: u32, image: u32) -> vec4i {
  let columns = blocksOf(frame.width);
  let low = vec2u(box.xy) / BLOCK_SIZE;
  let high = vec2u(box.zw) / BLOCK_SIZE;
  var first = high + 1u;
  var end = vec2u(0u);
  var at = low;
  loop {
    if (blocks[firstBlock(image) + at.y * columns + at.x] <= depth) {
      first = min(first, at);
      end = max(end, at + 1u);
    }
    continuing {
      at = select(vec2u(at.x + 1u, at.y), vec2u(low.x, at.y + 1u), at.x == high.x);
      break if at.y > high.y;
    }
  }
  return vec4i(max(box.xy, vec2i(first * BLOCK_SIZE)), min(box.zw, vec2i(end * BLOCK_SIZE) - 1));
}

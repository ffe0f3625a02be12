// Divides an image into blocks of BLOCK_SIZE x BLOCK_SIZE pixels; blocks at the right and the lower border may have fewer.
const BLOCK_SIZE = 8u;

fn blocksOf(pixels: u32) -> u32 {
  return (pixels + BLOCK_SIZE - 1u) / BLOCK_SIZE;
}

// Cuts the words of a canvas to the image. A canvas and the image both begin at multiples of 32 pixels.
// The importing shader binds `frame`.

// The bits of the word at column x that lie within the image's width.
fn bitsInImage(x: i32) -> u32 {
  return bitsBelow(i32(frame.width) - x) & ~bitsBelow(-x);
}

fn bitsBelow(bit: i32) -> u32 {
  if (bit >= 32) { return 0xffffffffu; }
  return (1u << u32(max(bit, 0))) - 1u;
}

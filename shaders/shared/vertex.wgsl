// Declares a vertex on the image's subpixel grid. From these integers on, all arithmetic that decides an id is on integers.
struct SnappedVertex {
  x: i32,     // 1/256 px, from the image's left edge
  y: i32,     // 1/256 px, from its top edge
  depth: u32, // affine in 1/z, larger is nearer; 0: before the near plane or beyond the guard band
}

const SUBPIXELS = 256;
// Depths have 31 bits, so that the difference of two depths is an i32.
// The margins keep the rounding error of a triangle's depth, below one unit, from passing 0 or the top.
const DEPTH_MIN = 1024u;
const DEPTH_MAX = 0x7ffffb00u;

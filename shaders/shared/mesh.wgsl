// Declares one level of detail of one model: its ranges in `positions`, `attributes`, `triangles` and `neighbors`.
struct Mesh {
  firstVertex: u32,
  vertexCount: u32,
  firstTriangle: u32,
  triangleCount: u32,
}

// A triangle is a vec4u: three vertices relative to the mesh's first, and a word with the material and three flags.
const TRIANGLE_MASKED = 0x80000000u;      // has an alpha mask
const TRIANGLE_DOUBLE_SIDED = 0x40000000u;
const TRIANGLE_BLENDED = 0x20000000u;     // is transparent
const TRIANGLE_MATERIAL = 0x1fffffffu;

// Lists the visible triangles and computes, once per triangle, the values that shading needs at all pixels of it.
#if SUBGROUPS
enable subgroups;
#endif

#import frame
#import image
#import instance
#import mesh
#import material
#import dispatch
#import claim
#import queues
#import nearest
#import normal
#import octahedral
#import setup

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> images: array<Image>;
@group(0) @binding(2) var<storage, read> instances: array<Instance>;
@group(0) @binding(3) var<storage, read> meshes: array<Mesh>;
@group(0) @binding(4) var<storage, read> positions: array<f32>;
@group(0) @binding(5) var<storage, read> attributes: array<vec4u>;
@group(0) @binding(6) var<storage, read> triangles: array<vec4u>;
@group(0) @binding(7) var<storage, read> materials: array<Material>;
@group(0) @binding(8) var<storage, read> visibility: array<vec2u>;
@group(0) @binding(9) var<storage, read_write> queues: Queues;
@group(0) @binding(10) var<storage, read_write> queueArgs: array<u32>;
// Per triangle of each instance, in instance order: 0, then 1 once `find` has listed the triangle, then its index in `setups`.
@group(0) @binding(11) var<storage, read_write> setupIndices: array<atomic<u32>>;
@group(0) @binding(12) var<storage, read_write> setups: array<Setup>;

// The pixels of a column that one thread of `find` takes; the host reads this constant.
const ROWS = 8u;

// Lists each triangle that some pixel shows, once.
@compute @workgroup_size(64, 1, 1)
fn find(@builtin(global_invocation_id) at: vec3u) {
  let firstInstance = images[at.z].firstInstance;
  let bits = images[at.z].triangleBits;
  // Rows beyond the image's border repeat the last row.
  // All loads are in a loop of fixed length, so that none waits for another.
  // Pixels with the id of the pixel above are not skipped, because on lavapipe divergent lanes cost more than loads.
  let last = frame.height - 1u - at.y * ROWS;
  let first = (at.z * frame.height + at.y * ROWS) * frame.width + min(at.x, frame.width - 1u);
  var notIds: array<u32, ROWS>;
  for (var row = 0u; row < ROWS; row++) { notIds[row] = visibility[first + min(row, last) * frame.width].x; }
  var fresh = 0u; // one bit per row whose triangle this thread lists
  for (var row = 0u; row < ROWS; row++) {
    let notId = notIds[row];
    if (notId != 0u && isFirst(firstInstance + (~notId >> bits), ~notId & ((1u << bits) - 1u))) { fresh |= 1u << row; }
  }
  var index = claim(VISIBLE, countOneBits(fresh));
  for (var row = 0u; row < ROWS; row++) {
    if ((fresh & (1u << row)) == 0u) { continue; }
    if (index < queues.lists[VISIBLE].capacity) {
      let entry = queues.lists[VISIBLE].start + VISIBLE_WORDS * index;
      queues.words[entry] = firstInstance + (~notIds[row] >> bits);
      queues.words[entry + 1u] = ~notIds[row] & ((1u << bits) - 1u);
    }
    index++;
  }
}

// Whether this thread is the first to find the triangle.
fn isFirst(instance: u32, triangle: u32) -> bool {
  let slot = instances[instance].firstSetupIndex + triangle;
  // The load comes before the exchange because most pixels show a listed triangle, and loads are cheaper than exchanges.
  return atomicLoad(&setupIndices[slot]) == 0u && atomicExchange(&setupIndices[slot], 1u) == 0u;
}

// Writes the indirect dispatch of `main`.
@compute @workgroup_size(1)
fn args() {
  let groups = (queueEnd(VISIBLE) + 63u) / 64u;
  queueArgs[ARGS_WORDS * VISIBLE] = min(groups, GROUPS_PER_ROW);
  queueArgs[ARGS_WORDS * VISIBLE + 1u] = (groups + GROUPS_PER_ROW - 1u) / GROUPS_PER_ROW;
  queueArgs[ARGS_WORDS * VISIBLE + 2u] = 1u;
}

// Computes the setup of one visible triangle per thread.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let item = itemOf(group) * 64u + lane;
  if (item >= queueEnd(VISIBLE)) { return; }
  let entry = queues.lists[VISIBLE].start + VISIBLE_WORDS * item;
  let instance = queues.words[entry];
  let triangle = queues.words[entry + 1u];
  atomicStore(&setupIndices[instances[instance].firstSetupIndex + triangle], item);
  setups[item] = setupOf(instance, triangle);
}

fn setupOf(instance: u32, triangle: u32) -> Setup {
  let row0 = instances[instance].row0;
  let row1 = instances[instance].row1;
  let row2 = instances[instance].row2;
  let mesh = meshes[instances[instance].mesh];
  let words = triangles[mesh.firstTriangle + triangle];

  // `vector * toCamera` is the dot product of the vector with each row, because mat3x3f takes the rows as columns.
  let toCamera = mat3x3f(row0.xyz, row1.xyz, row2.xyz);
  // Each corner is loaded once. Then the corners rotate so that the farthest one is corner 0.
  let a = modelPosition(mesh.firstVertex + words.x);
  let b = modelPosition(mesh.firstVertex + words.y);
  let c = modelPosition(mesh.firstVertex + words.z);
  let depths = vec3f(dot(row2.xyz, a), dot(row2.xyz, b), dot(row2.xyz, c));
  let isFirst = depths.x >= max(depths.y, depths.z);
  let isSecond = !isFirst && depths.y >= depths.z;
  let corners = select(select(words.zxy, words.yzx, isSecond), words.xyz, isFirst) + mesh.firstVertex;

  // Edges are formed in the model frame, where coordinates are small and differences lose little precision.
  let p0 = select(select(c, b, isSecond), a, isFirst);
  let edge1 = (select(select(a, c, isSecond), b, isFirst) - p0) * toCamera;
  let edge2 = (select(select(b, a, isSecond), c, isFirst) - p0) * toCamera;
  let corner = p0 * toCamera + vec3f(row0.w, row1.w, row2.w);

  var setup: Setup;
  let image = &images[instances[instance].image];
  let focal = vec2f((*image).fx, (*image).fy);
  setup.depthM = corner.z;
  // Cramer's rule on corner + weight1 edge1 + weight2 edge2 = z ray.
  let normal = cross(edge1, edge2);
  let volume = dot(normal, corner);
  let scale = select(corner.z / volume, 0.0, abs(volume) < 1e-30) / focal; // an edge-on triangle has the values of corner 0
  setup.anchor = vec4f(vec2f((*image).cx, (*image).cy) + focal * corner.xy / corner.z, normal.xy * scale);
  setup.weightSteps = vec4f(cross(edge2, corner).xy * scale, cross(corner, edge1).xy * scale);

  let a0 = attributes[corners.x];
  let a1 = attributes[corners.y];
  let a2 = attributes[corners.z];
  let uv0 = bitcast<vec2f>(a0.yz);
  setup.uvs = vec4f(uv0, bitcast<vec2f>(a1.yz) - uv0);
  setup.uv2 = bitcast<vec2f>(a2.yz) - uv0;
  setup.colors = vec3u(a0.w, a1.w, a2.w);

  setup.material = words.w & TRIANGLE_MATERIAL;
  let material = materials[setup.material];
  let codes = bitcast<vec2u>(nearest2(saturate(vec2f(material.roughness, material.metallic)) * 65535.0));
  setup.base = vec3u(
    pack2x16float(material.baseColorFactor.rg),
    pack2x16float(vec2f(material.baseColorFactor.b, instances[instance].hue)),
    codes.x | (codes.y << 16u));
  var look = select(material.baseTexture, SETUP_PLAIN, material.baseTexture == NO_TEXTURE) | ((material.wrap & 15u) << SETUP_BASE_WRAP);
  // The alpha of vertices, in the high byte, counts where the material is blended.
  let white = select(0xffffffu, 0xffffffffu, material.blended != 0u);
  if ((a0.w & a1.w & a2.w & white) != white) { look |= SETUP_COLORED; }
  if (material.surfaceTexture != NO_TEXTURE || any(material.baseUvScale != vec2f(1.0))) { look |= SETUP_DETAILED; }
  if (any(material.emissiveFactor != vec3f(0.0))) { look |= SETUP_EMISSIVE; }
  if (material.unlit != 0u) { look |= SETUP_UNLIT; }
  // A greater factor leaves nothing to tell, because saturation, value and roughness end at 1; 65504 is the greatest float16.
  let factors = min(vec3f(instances[instance].saturation, instances[instance].value, instances[instance].roughness), vec3f(65504.0));
  if (any(factors != vec3f(1.0))) { look |= SETUP_VARIED; }
  setup.saturationValue = pack2x16float(factors.xy);
  setup.roughness = factors.z;
  setup.normals = vec4u(normalWord(a0.x, toCamera), normalWord(a1.x, toCamera), normalWord(a2.x, toCamera), look);
  return setup;
}

// Rotates a vertex's octahedral normal into the camera frame and packs it; the matrix may scale.
fn normalWord(word: u32, toCamera: mat3x3f) -> u32 {
  return packNormal(normalize(octahedralNormal(word) * toCamera));
}

fn modelPosition(vertex: u32) -> vec3f {
  return vec3f(positions[vertex * 3u], positions[vertex * 3u + 1u], positions[vertex * 3u + 2u]);
}

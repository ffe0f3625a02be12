// Evaluates the material of a hit: base colour, shading normal, roughness, metallic.
// The importing shader binds `attributes` and `materials`, and what hit.wgsl and texture.wgsl ask for.
#import color
#import hit
#import texture

struct Surface {
  baseLinear: vec3f,
  normal: vec3f,    // unit, camera frame, on the side that the camera sees
  roughness: f32,
  metallic: f32,
}

fn evaluate_surface(hit: Hit) -> Surface {
  let a0 = attributes[hit.firstVertex + hit.triangle.x];
  let a1 = attributes[hit.firstVertex + hit.triangle.y];
  let a2 = attributes[hit.firstVertex + hit.triangle.z];
  let corners = mat3x2f(bitcast<vec2f>(a0.yz), bitcast<vec2f>(a1.yz), bitcast<vec2f>(a2.yz));
  let uv = corners * hit.weights;
  let uvX = corners * hit.weightsX;
  let uvY = corners * hit.weightsY;

  let material = &materials[hit.triangle.w & TRIANGLE_MATERIAL];
  let wrap = (*material).wrap;
  var surface: Surface;
  surface.baseLinear = (*material).baseColorFactor.rgb;
  let baseTexture = (*material).baseTexture;
  if (baseTexture != NO_TEXTURE) {
    surface.baseLinear *= sample_color(baseTexture, texture_place(baseTexture, uv, uvX, uvY, wrap & 15u, (*material).baseUvScale));
  }
  if ((a0.w & a1.w & a2.w & 0xffffffu) != 0xffffffu) {
    surface.baseLinear *= mat3x3f(vertex_color(a0.w), vertex_color(a1.w), vertex_color(a2.w)) * hit.weights;
  }
  let hue = instances[hit.instance].hue;
  if (hue != 0.0) { surface.baseLinear = shift_hue(surface.baseLinear, hue); }

  let modelNormal = mat3x3f(octahedral_normal(a0.x), octahedral_normal(a1.x), octahedral_normal(a2.x)) * hit.weights;
  let facing = facing_side(hit);
  // Opposite normals that cancel out leave the plane's own.
  let normal = normalize(select(facing, modelNormal * hit.toCamera, dot(modelNormal, modelNormal) > 1e-12));

  surface.roughness = (*material).roughness;
  surface.metallic = (*material).metallic;
  let surfaceTexture = (*material).surfaceTexture;
  var bent = normal;
  if (surfaceTexture != NO_TEXTURE) {
    let data = sample_data(surfaceTexture, texture_place(surfaceTexture, uv, uvX, uvY, wrap >> 4u, (*material).surfaceUvScale));
    surface.roughness *= data.z;
    surface.metallic *= data.w;
    if ((*material).hasNormalMap != 0u) {
      bent = bend_normal(hit, normal, corners[1] - corners[0], corners[2] - corners[0], data.xy * 2.0 - 1.0, (*material).normalScale);
    }
  }
  // A surface seen from behind is the front turned over, bumps and all. The side is told by the plane and not by the
  // winding, so that files whose winding and normals disagree are lit as their normals say.
  surface.normal = select(bent, -bent, dot(normal, facing) < 0.0);
  return surface;
}

fn vertex_color(word: u32) -> vec3f {
  return linear_from_srgb(unpack4x8unorm(word).rgb);
}

// Unit vector from its octahedral map (Meyer et al. 2010), snorm16 twice.
fn octahedral_normal(word: u32) -> vec3f {
  let at = unpack2x16snorm(word);
  let z = 1.0 - abs(at.x) - abs(at.y);
  let folded = (1.0 - abs(at.yx)) * select(vec2f(-1.0), vec2f(1.0), at >= vec2f(0.0));
  return normalize(vec3f(select(at, folded, z < 0.0), z));
}

// Tangent-space normal -> camera frame. There are no stored tangents: the frame is made of the gradients of u and v on
// the triangle, laid into the plane of the shading normal (Schueler 2013, "Followup: Normal Mapping Without
// Precomputed Tangents"). glTF's +y is up, that is toward smaller v.
fn bend_normal(hit: Hit, normal: vec3f, uv1: vec2f, uv2: vec2f, tangentXy: vec2f, normalScale: f32) -> vec3f {
  let across1 = cross(hit.edge2, normal);
  let across2 = cross(normal, hit.edge1);
  let side = select(-1.0, 1.0, dot(hit.edge1, across1) >= 0.0);
  let alongU = side * (across1 * uv1.x + across2 * uv2.x);
  let alongV = side * (across1 * uv1.y + across2 * uv2.y);
  let longest = max(dot(alongU, alongU), dot(alongV, alongV));
  if (longest == 0.0) { return normal; }
  let xy = tangentXy * normalScale * inverseSqrt(longest);
  let z = sqrt(max(0.0, 1.0 - dot(tangentXy, tangentXy)));
  return normalize(alongU * xy.x - alongV * xy.y + normal * z);
}

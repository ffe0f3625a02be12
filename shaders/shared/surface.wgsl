// Evaluates what a pixel shows: base colour, shading normal, roughness, metallic.
// The importing shader binds `setups` and `materials`, and what texture.wgsl asks for.
#import color
#import image
#import setup
#import texture

struct Surface {
  baseLinear: vec3f,
  normal: vec3f,    // unit, camera frame, on the side that the camera sees
  roughness: f32,
  metallic: f32,
  depthM: f32,      // z
}

// What the triangle of setups[place] shows at `pixel`, a place on the image in pixels; `ray` runs through it, z = 1.
fn evaluate_surface(image: Image, place: u32, pixel: vec2f, ray: vec3f) -> Surface {
  let setup = &setups[place];
  let offset = pixel - (*setup).anchor;
  let inverseDepthStep = (*setup).inverseDepthStep;
  let weight1Step = (*setup).weight1Step;
  let weight2Step = (*setup).weight2Step;
  // A ray that just misses a triangle may run along its plane: that is not nearer than 1000 km.
  let z = 1.0 / max((*setup).inverseDepth + dot(inverseDepthStep, offset), 1e-6);
  let weight1 = dot(weight1Step, offset) * z;
  let weight2 = dot(weight2Step, offset) * z;
  // The plane was decided on snapped vertices, so a ray may miss by a little.
  let inside = max(vec3f(1.0 - weight1 - weight2, weight1, weight2), vec3f(0.0));
  let weights = inside / (inside.x + inside.y + inside.z);

  let uv1 = (*setup).uv1;
  let uv2 = (*setup).uv2;
  let uv = (*setup).uv0 + uv1 * weights.y + uv2 * weights.z;
  let toRight = vec2f(weight1Step.x - weight1 * inverseDepthStep.x, weight2Step.x - weight2 * inverseDepthStep.x) * z;
  let downward = vec2f(weight1Step.y - weight1 * inverseDepthStep.y, weight2Step.y - weight2 * inverseDepthStep.y) * z;
  let uvX = uv1 * toRight.x + uv2 * toRight.y;
  let uvY = uv1 * downward.x + uv2 * downward.y;

  let flags = (*setup).material;
  let redGreen = unpack2x16float((*setup).baseRedGreen);
  let blueMetallic = unpack2x16float((*setup).baseBlueMetallic);
  let normalZ2Roughness = unpack2x16snorm((*setup).normalZ2Roughness);
  var surface: Surface;
  surface.depthM = z;
  surface.roughness = normalZ2Roughness.y;
  surface.metallic = blueMetallic.y;
  surface.baseLinear = vec3f(redGreen, blueMetallic.x);
  let baseTexture = (*setup).baseTexture;
  if (baseTexture != NO_TEXTURE) {
    var scale = vec2f(1.0);
    if ((flags & SETUP_DETAILED) != 0u) { scale = materials[flags & SETUP_MATERIAL].baseUvScale; }
    surface.baseLinear *= sample_color(baseTexture, texture_place(baseTexture, uv, uvX, uvY, (flags >> SETUP_BASE_WRAP) & 15u, scale));
  }
  if ((flags & SETUP_COLORED) != 0u) {
    surface.baseLinear *= mat3x3f(vertex_color((*setup).color0), vertex_color((*setup).color1), vertex_color((*setup).color2)) * weights;
  }
  let hue = (*setup).hue;
  if (hue != 0.0) { surface.baseLinear = shift_hue(surface.baseLinear, hue); }

  let normalZ01 = unpack2x16snorm((*setup).normalZ01);
  let blended = weights.x * vec3f(unpack2x16snorm((*setup).normalXy0), normalZ01.x) + weights.y * vec3f(unpack2x16snorm((*setup).normalXy1), normalZ01.y)
    + weights.z * vec3f(unpack2x16snorm((*setup).normalXy2), normalZ2Roughness.x);
  // 1/z is the plane's normal times the ray, over their product at corner 0; the camera sees the side that looks against rays.
  let center = vec2f(image.cx, image.cy);
  let facing = -vec3f(inverseDepthStep * vec2f(image.fx, image.fy), (*setup).inverseDepth + dot(inverseDepthStep, center - (*setup).anchor));
  // Opposite normals that cancel out leave the plane's own.
  let normal = normalize(select(facing, blended, dot(blended, blended) > 1e-12));
  var bent = normal;
  if ((flags & SETUP_DETAILED) != 0u) {
    let material = &materials[flags & SETUP_MATERIAL];
    let surfaceTexture = (*material).surfaceTexture;
    if (surfaceTexture != NO_TEXTURE) {
      let data = sample_data(surfaceTexture, texture_place(surfaceTexture, uv, uvX, uvY, (*material).wrap >> 4u, (*material).surfaceUvScale));
      surface.roughness *= data.z;
      surface.metallic *= data.w;
      if ((*material).hasNormalMap != 0u) {
        let right = z * (vec3f(1.0 / image.fx, 0.0, 0.0) - ray * z * inverseDepthStep.x);
        let down = z * (vec3f(0.0, 1.0 / image.fy, 0.0) - ray * z * inverseDepthStep.y);
        bent = bend_normal(right, down, normal, uvX, uvY, data.xy * 2.0 - 1.0, (*material).normalScale);
      }
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

// Tangent-space normal -> camera frame. There are no stored tangents: the frame is made of the gradients of u and v on
// the triangle's plane, from its steps a pixel right and down and from those of uv, laid into the plane of the shading normal
// (Schueler 2013, "Followup: Normal Mapping Without Precomputed Tangents"). glTF's +y is up, that is toward smaller v.
fn bend_normal(right: vec3f, down: vec3f, normal: vec3f, uvX: vec2f, uvY: vec2f, tangentXy: vec2f, normalScale: f32) -> vec3f {
  let acrossRight = cross(down, normal);
  let acrossDown = cross(normal, right);
  let side = select(-1.0, 1.0, dot(right, acrossRight) >= 0.0);
  let alongU = side * (acrossRight * uvX.x + acrossDown * uvY.x);
  let alongV = side * (acrossRight * uvX.y + acrossDown * uvY.y);
  let longest = max(dot(alongU, alongU), dot(alongV, alongV));
  if (longest == 0.0) { return normal; }
  let xy = tangentXy * normalScale * inverseSqrt(longest);
  let z = sqrt(max(0.0, 1.0 - dot(tangentXy, tangentXy)));
  return normalize(alongU * xy.x - alongV * xy.y + normal * z);
}

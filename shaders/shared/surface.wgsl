// Evaluates the surface at a pixel: base colour, emission, shading normal, roughness and metallic.
// The importing shader binds `setups` and `materials`, and the bindings that texture.wgsl names.
#import color
#import image
#import normal
#import setup
#import texture

struct Surface {
  baseLinear: vec3f,
  emission: vec3f,  // linear
  isUnlit: bool,
  alpha: f32,       // of texture and vertices, without the material's factor
  normal: vec3f,    // unit, camera frame, on the side that faces the camera
  roughness: f32,
  metallic: f32,
  distance: f32,    // z over that of the setup's anchor
}

// The surface of the triangle of setups[index] at `pixel`, a position on the image in pixels; `ray` runs through it, z = 1.
fn evaluateSurface(image: Image, index: u32, pixel: vec2f, ray: vec3f) -> Surface {
  let setup = &setups[index];
  let anchor = (*setup).anchor;
  let weightSteps = (*setup).weightSteps;
  let normals = (*setup).normals;
  let base = (*setup).base;
  let offset = pixel - anchor.xy;
  let inverseDepthStep = anchor.zw;
  let weight1Step = weightSteps.xy;
  let weight2Step = weightSteps.zw;
  // A ray that just misses the triangle may be parallel to its plane; the bound keeps the distance finite.
  let distance = 1.0 / max(1.0 + dot(inverseDepthStep, offset), 1e-6);
  let weight1 = dot(weight1Step, offset) * distance;
  let weight2 = dot(weight2Step, offset) * distance;
  // Raster decided coverage on snapped vertices, so the ray may miss the triangle by a little.
  // The clamps make the weights at least 0, with a sum of 1, without a division by their sum.
  let inside1 = saturate(weight1);
  let inside2 = clamp(weight2, 0.0, 1.0 - inside1);
  let weights = vec3f(1.0 - inside1 - inside2, inside1, inside2);

  let look = normals.w;
  let texture = look & SETUP_TEXTURE;
  let blueHue = unpack2x16float(base.y);
  // A product instead of unpack2x16unorm, which divides on lavapipe.
  let roughnessMetallic = vec2f(vec2u(base.z & 0xffffu, base.z >> 16u)) * (1.0 / 65535.0);
  var surface: Surface;
  surface.distance = distance;
  surface.roughness = roughnessMetallic.x;
  surface.metallic = roughnessMetallic.y;
  surface.baseLinear = vec3f(unpack2x16float(base.x), blueHue.x);
  surface.isUnlit = (look & SETUP_UNLIT) != 0u;
  surface.alpha = 1.0;
  var texel: Footprint;
  if (texture != SETUP_PLAIN || (look & (SETUP_DETAILED | SETUP_EMISSIVE)) != 0u) {
    let toRight = vec2f(weight1Step.x - weight1 * inverseDepthStep.x, weight2Step.x - weight2 * inverseDepthStep.x) * distance;
    let downward = vec2f(weight1Step.y - weight1 * inverseDepthStep.y, weight2Step.y - weight2 * inverseDepthStep.y) * distance;
    let first = (*setup).uvs;
    let uvs = mat2x2f(first.zw, (*setup).uv2);
    texel = Footprint(first.xy + uvs * weights.yz, uvs * toRight, uvs * downward);
  }
  if (texture != SETUP_PLAIN) {
    var scale = vec2f(1.0);
    if ((look & SETUP_DETAILED) != 0u) { scale = materials[(*setup).material].baseUvScale; }
    let sampled = sampleColor(texture, texel, (look >> SETUP_BASE_WRAP) & 15u, scale);
    surface.baseLinear *= sampled.rgb;
    surface.alpha = sampled.a;
  }
  if ((look & SETUP_COLORED) != 0u) {
    surface.baseLinear *= mat3x3f(vertexColor((*setup).colors.x), vertexColor((*setup).colors.y), vertexColor((*setup).colors.z)) * weights;
    surface.alpha *= dot(vec3f((*setup).colors >> vec3u(24u)) * (1.0 / 255.0), weights);
  }
  if (blueHue.y != 0.0) { surface.baseLinear = shiftHue(surface.baseLinear, blueHue.y); }

  let blended = mat3x3f(unpackNormal(normals.x), unpackNormal(normals.y), unpackNormal(normals.z)) * weights;
  // 1/z, in units of 1/z at the anchor, is the dot product of the ray and a normal of the triangle's plane.
  // The side that faces the camera has the opposite normal, `facing`.
  let center = vec2f(image.cx, image.cy);
  let facing = -vec3f(inverseDepthStep * vec2f(image.fx, image.fy), 1.0 + dot(inverseDepthStep, center - anchor.xy));
  // Where the normals of the corners cancel out, the shading normal is the plane's normal.
  let normal = normalize(select(facing, blended, dot(blended, blended) > 1e-12 * NORMAL_ONE * NORMAL_ONE));
  var bent = normal;
  if ((look & SETUP_DETAILED) != 0u) {
    let material = &materials[(*setup).material];
    let surfaceTexture = (*material).surfaceTexture;
    if (surfaceTexture != NO_TEXTURE) {
      let data = sampleData(surfaceTexture, texel, ((*material).wrap >> 4u) & 15u, (*material).surfaceUvScale);
      surface.roughness *= data.z;
      surface.metallic *= data.w;
      if ((*material).hasNormalMap != 0u) {
        let right = vec3f(1.0 / image.fx, 0.0, 0.0) - ray * distance * inverseDepthStep.x;
        let down = vec3f(0.0, 1.0 / image.fy, 0.0) - ray * distance * inverseDepthStep.y;
        bent = bendNormal(right, down, normal, texel, data.xy * 2.0 - 1.0, (*material).normalScale);
      }
    }
  }
  if ((look & SETUP_VARIED) != 0u) {
    surface.baseLinear = scaleSaturationValue(surface.baseLinear, unpack2x16float((*setup).saturationValue));
    surface.roughness = min(1.0, surface.roughness * (*setup).roughness);
  }
  if ((look & SETUP_EMISSIVE) != 0u) {
    surface.emission = emissionAt((*setup).material, texel);
    // The instance's hue, saturation and value hold for all its colours.
    if (blueHue.y != 0.0) { surface.emission = shiftHue(surface.emission, blueHue.y); }
    if ((look & SETUP_VARIED) != 0u) { surface.emission = scaleSaturationValue(surface.emission, unpack2x16float((*setup).saturationValue)); }
  }
  // A back side has the normals of the front reversed, bumps included. The shading normals, and not the winding, decide which side
  // is the front. So a file whose winding and normals disagree is lit by its normals.
  surface.normal = select(bent, -bent, dot(normal, facing) < 0.0);
  return surface;
}

fn emissionAt(index: u32, texel: Footprint) -> vec3f {
  let material = &materials[index];
  let texture = (*material).emissiveTexture;
  if (texture == NO_TEXTURE) { return (*material).emissiveFactor; }
  return (*material).emissiveFactor * sampleColor(texture, texel, ((*material).wrap >> 8u) & 15u, (*material).emissiveUvScale).rgb;
}

fn vertexColor(word: u32) -> vec3f {
  return linearFromSrgb(unpack4x8unorm(word).rgb);
}

// Transforms a tangent-space normal to the camera frame. Meshes store no tangents.
// The tangent frame is the gradients of u and v, projected to the plane perpendicular to the shading normal
// (Schueler 2013, "Followup: Normal Mapping Without Precomputed Tangents").
// `right` and `down` are the steps on the triangle's plane for one pixel, in any common scale.
// The gradients follow from these steps and from the steps of u and v.
// glTF's +y is up, that is toward smaller v.
fn bendNormal(right: vec3f, down: vec3f, normal: vec3f, texel: Footprint, tangentXy: vec2f, normalScale: f32) -> vec3f {
  let acrossRight = cross(down, normal);
  let acrossDown = cross(normal, right);
  let side = select(-1.0, 1.0, dot(right, acrossRight) >= 0.0);
  let alongU = side * (acrossRight * texel.uvX.x + acrossDown * texel.uvY.x);
  let alongV = side * (acrossRight * texel.uvX.y + acrossDown * texel.uvY.y);
  let longest = max(dot(alongU, alongU), dot(alongV, alongV));
  if (longest == 0.0) { return normal; }
  let xy = tangentXy * normalScale * inverseSqrt(longest);
  let z = sqrt(max(0.0, 1.0 - dot(tangentXy, tangentXy)));
  return normalize(alongU * xy.x - alongV * xy.y + normal * z);
}

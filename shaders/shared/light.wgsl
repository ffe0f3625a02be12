// Lights a surface with Lambert and GGX reflection under directional and point lights and a white ambient term.
// The importing shader binds `lights` and `setups`.
#import image
#import surface

// The first NEAR_LIGHTS lights of an image. A thread loads them once for all its pixels: that saves time on lavapipe, and costs a
// little on an H100, where the loaded words occupy registers.
// In an image with fewer directional lights, the other fields hold lights of another kind or another image.
// Indices past the end of `lights` are clamped. `lit` uses none of these values.
struct NearLights {
  a: Light,
  b: Light,
  c: Light,
  d: Light,
}
const NEAR_LIGHTS = 4u;

fn nearLights(image: Image) -> NearLights {
  return NearLights(lights[image.firstLight], lights[image.firstLight + 1u], lights[image.firstLight + 2u], lights[image.firstLight + 3u]);
}

// The terms of reflection that depend on the surface and the camera, and not on the light.
struct Reflector {
  normal: vec3f,
  eye: vec3f,     // unit, toward the camera
  cosV: f32,      // of the angle between normal and eye
  nDotV: f32,     // cosV, at least 1e-4
  a2: f32,
  spreadV: f32,
  diffuse: vec3f,
  f0: vec3f,
}

// The linear light toward the camera. A white rough surface that faces a light of intensity 1 returns 1.
// So the irradiance of a light is pi times its intensity.
// The specular lobe adds to the diffuse one without energy balance, as in Karis 2013 and Filament.
// `ray` runs through the pixel, z = 1; `setup` is the index of the visible triangle in `setups`.
fn lit(surface: Surface, setup: u32, ray: vec3f, image: Image, near: NearLights) -> vec3f {
  let eye = -normalize(ray);
  let cosV = dot(surface.normal, eye);
  let nDotV = max(cosV, 1e-4);
  let alpha = max(surface.roughness, 0.045) * max(surface.roughness, 0.045); // pixel centres would miss a sharper lobe
  let a2 = alpha * alpha;
  let spreadV = sqrt(nDotV * nDotV * (1.0 - a2) + a2);
  let diffuse = surface.baseLinear * (1.0 - surface.metallic);
  let f0 = mix(vec3f(0.04), surface.baseLinear, surface.metallic);
  let reflector = Reflector(surface.normal, eye, cosV, nDotV, a2, spreadV, diffuse, f0);

  // Ambient light reflects from the diffuse and the specular part alike, so that a metal under it shows its base colour.
  var sum = image.ambient * surface.baseLinear;
  // Each kind of light has its own code, so that no loop tests the kind of a light.
  let firstPoint = image.firstLight + image.directionalLights;
  if (image.directionalLights > 0u) { sum += near.a.colorLinear * reflected(reflector, -near.a.vector); }
  if (image.directionalLights > 1u) { sum += near.b.colorLinear * reflected(reflector, -near.b.vector); }
  if (image.directionalLights > 2u) { sum += near.c.colorLinear * reflected(reflector, -near.c.vector); }
  if (image.directionalLights > 3u) { sum += near.d.colorLinear * reflected(reflector, -near.d.vector); }
  for (var i = image.firstLight + NEAR_LIGHTS; i < firstPoint; i++) { sum += lights[i].colorLinear * reflected(reflector, -lights[i].vector); }
  if (image.pointLights > 0u) {
    let position = ray * (surface.distance * setups[setup].depthM);
    for (var i = firstPoint; i < firstPoint + image.pointLights; i++) {
      let way = lights[i].vector - position;
      let inverseSquare = 1.0 / max(dot(way, way), 1e-12);
      sum += lights[i].colorLinear * inverseSquare * reflected(reflector, way * sqrt(inverseSquare));
    }
  }
  return sum;
}

// The light toward the camera from a light of intensity 1 in the direction of the unit vector `toLight`.
fn reflected(reflector: Reflector, toLight: vec3f) -> vec3f {
  let nDotL = dot(reflector.normal, toLight);
  if (nDotL <= 0.0) { return vec3f(0.0); }
  // The half vector, toLight + eye, is not normalised. Half its length is the cosine between eye and half vector.
  // Powers of its length cancel, or go into the one division of distribution times visibility.
  let halfSquared = 2.0 + 2.0 * dot(toLight, reflector.eye);
  let nDotH = nDotL + reflector.cosV;
  let a2 = reflector.a2;
  // The squared sine, halfSquared - nDotH * nDotH, may round below 0 where the lobe is sharpest.
  let spread = max(halfSquared - nDotH * nDotH, 0.0) + nDotH * nDotH * a2;
  let spreadL = sqrt(nDotL * nDotL * (1.0 - a2) + a2);
  let specular = 0.5 * a2 * halfSquared * halfSquared / (spread * spread * (nDotL * reflector.spreadV + reflector.nDotV * spreadL)); // times pi
  let away = 1.0 - saturate(0.5 * sqrt(halfSquared));
  let away2 = away * away;
  let fresnel = away2 * away2 * away;
  return nDotL * (reflector.diffuse + specular * mix(reflector.f0, vec3f(1.0), fresnel));
}

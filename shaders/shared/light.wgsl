// Lights a surface: Lambert and GGX under directional and point lights, and a white ambient term.
// The importing shader binds `lights`.
#import image
#import surface

// Linear light toward the camera. A white rough surface that faces a light of intensity 1 returns 1, so a light's
// irradiance is pi times its intensity; the specular lobe comes on top, as in Karis 2013 and Filament, unbalanced
// against the diffuse one.
// `ray` runs through the pixel, z = 1; `setup` is the place of what it meets.
fn lit(surface: Surface, setup: u32, ray: vec3f, image: Image) -> vec3f {
  let eye = -normalize(ray);
  let cosV = dot(surface.normal, eye);
  let nDotV = max(cosV, 1e-4);
  let diffuse = surface.baseLinear * (1.0 - surface.metallic);
  let f0 = mix(vec3f(0.04), surface.baseLinear, surface.metallic);
  let alpha = max(surface.roughness, 0.045) * max(surface.roughness, 0.045); // a sharper lobe falls between pixels
  let a2 = alpha * alpha;
  let spreadV = sqrt(nDotV * nDotV * (1.0 - a2) + a2);

  // The ambient light meets the diffuse part and the mirrored one alike: a metal under it shows its colour.
  var sum = image.ambient * surface.baseLinear;
  for (var i = 0u; i < image.lightCount; i++) {
    let light = &lights[image.firstLight + i];
    var toLight = -(*light).vector;
    var arriving = (*light).colorLinear;
    if ((*light).kind != 0u) {
      let way = (*light).vector - ray * (surface.distance * setups[setup].depthM);
      let inverseSquare = 1.0 / max(dot(way, way), 1e-12);
      toLight = way * sqrt(inverseSquare);
      arriving *= inverseSquare;
    }
    let nDotL = dot(surface.normal, toLight);
    if (nDotL <= 0.0) { continue; }
    // The half vector, toLight + eye, keeps its length: its powers cancel out or go into the one division of distribution
    // times visibility, and half of it is the cosine between eye and half vector.
    let halfSquared = 2.0 + 2.0 * dot(toLight, eye);
    let nDotH = nDotL + cosV;
    // The sine's square may round to below 0 where the lobe is sharpest.
    let spread = max(halfSquared - nDotH * nDotH, 0.0) + nDotH * nDotH * a2;
    let spreadL = sqrt(nDotL * nDotL * (1.0 - a2) + a2);
    let specular = 0.5 * a2 * halfSquared * halfSquared / (spread * spread * (nDotL * spreadV + nDotV * spreadL)); // times pi
    let away = 1.0 - saturate(0.5 * sqrt(halfSquared));
    let away2 = away * away;
    let fresnel = away2 * away2 * away;
    sum += arriving * nDotL * (diffuse + specular * mix(f0, vec3f(1.0), fresnel));
  }
  return sum;
}

// Lights a surface: Lambert and GGX under directional and point lights, and a white ambient term.
// The importing shader binds `lights`.
#import image
#import surface

// Linear light toward the camera. A white rough surface that faces a light of intensity 1 returns 1, so a light's
// irradiance is pi times its intensity; the specular lobe comes on top, as in Karis 2013 and Filament, unbalanced
// against the diffuse one.
fn lit(surface: Surface, hit: Hit, image: Image) -> vec3f {
  let eye = -normalize(hit.ray);
  let nDotV = max(dot(surface.normal, eye), 1e-4);
  let diffuse = surface.baseLinear * (1.0 - surface.metallic);
  let f0 = mix(vec3f(0.04), surface.baseLinear, surface.metallic);
  let alpha = max(surface.roughness, 0.045) * max(surface.roughness, 0.045); // a sharper lobe falls between pixels
  let a2 = alpha * alpha;

  // The ambient light meets the diffuse part and the mirrored one alike: a metal under it shows its colour.
  var sum = image.ambient * surface.baseLinear;
  for (var i = image.firstLight; i < image.firstLight + image.lightCount; i++) {
    let light = lights[i];
    var toLight = -light.vector;
    var strength = 1.0;
    if (light.kind != 0u) {
      toLight = light.vector - hit.position;
      strength = 1.0 / max(dot(toLight, toLight), 1e-12);
    }
    toLight = normalize(toLight);
    let nDotL = dot(surface.normal, toLight);
    if (nDotL <= 0.0) { continue; }
    let half = normalize(toLight + eye);
    let nDotH = dot(surface.normal, half);
    // 1 - nDotH^2 without its cancellation: Lagrange's identity, as Filament does.
    let nCrossH = cross(surface.normal, half);
    let spread = dot(nCrossH, nCrossH) + nDotH * nDotH * a2;
    let distribution = a2 / (spread * spread); // times pi
    let visibility = 0.5 / (nDotL * sqrt(nDotV * nDotV * (1.0 - a2) + a2) + nDotV * sqrt(nDotL * nDotL * (1.0 - a2) + a2));
    let away = 1.0 - saturate(dot(eye, half));
    let fresnel = f0 + (1.0 - f0) * (away * away * away * away * away);
    sum += light.colorLinear * (strength * nDotL) * (diffuse + distribution * visibility * fresnel);
  }
  return sum;
}

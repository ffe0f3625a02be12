// Converts between linear light, sRGB code (IEC 61966-2-1) and hue.
fn srgb_from_linear(linear: vec3f) -> vec3f {
  let x = saturate(linear);
  return select(1.055 * pow(x, vec3f(1.0 / 2.4)) - 0.055, 12.92 * x, x <= vec3f(0.0031308));
}

fn linear_from_srgb(coded: vec3f) -> vec3f {
  return select(pow((coded + 0.055) / 1.055, vec3f(2.4)), coded / 12.92, coded <= vec3f(0.04045));
}

// Turns the hue of a linear colour; saturation and value of its sRGB code stay.
fn shift_hue(linear: vec3f, turns: f32) -> vec3f {
  let c = srgb_from_linear(linear);
  let value = max(c.r, max(c.g, c.b));
  let chroma = value - min(c.r, min(c.g, c.b));
  if (chroma == 0.0) { return linear; }
  var sextant = (c.r - c.g) / chroma + 4.0;
  if (value == c.r) { sextant = (c.g - c.b) / chroma; }
  else if (value == c.g) { sextant = (c.b - c.r) / chroma + 2.0; }
  // Each channel is a trapezoid over the hue circle: red, green, blue are the same one, two sextants apart.
  let k = vec3f(5.0, 3.0, 1.0) + sextant + turns * 6.0;
  let around = k - 6.0 * floor(k / 6.0);
  return linear_from_srgb(value - chroma * saturate(min(around, 4.0 - around)));
}

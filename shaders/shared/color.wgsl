// Converts between linear light, sRGB code (IEC 61966-2-1), and the hue, saturation and value of that code.

// The error is at most 0.01 of a code of 255. The polynomial in the fourth root minimises the largest error (by reweighted least squares).
// A power takes a logarithm and an exponential, and a pixel with a hue shift needs nine powers.
fn srgbFromLinear(linear: vec3f) -> vec3f {
  let x = saturate(linear);
  let root = sqrt(sqrt(x));
  let coded = (((0.08132996 * root - 0.33550155) * root + 1.12268165) * root + 0.19613584) * root - 0.06461153;
  return select(coded, 12.92 * x, x <= vec3f(0.0031308));
}

// The error is at most the change in linear light for 0.02 of a code of 255. The polynomial comes from the same fit.
fn linearFromSrgb(coded: vec3f) -> vec3f {
  let linear = ((((0.08728244 * coded - 0.30737775) * coded + 0.66716076) * coded + 0.51938191) * coded + 0.03274609) * coded + 0.00091689;
  return select(linear, coded * (1.0 / 12.92), coded <= vec3f(0.04045));
}

// Shifts the hue of a linear colour by `turns` of the hue circle; saturation and value of its sRGB code stay.
fn shiftHue(linear: vec3f, turns: f32) -> vec3f {
  let c = srgbFromLinear(linear);
  let value = max(c.r, max(c.g, c.b));
  let chroma = value - min(c.r, min(c.g, c.b));
  if (chroma == 0.0) { return linear; }
  // The signed difference of the two other channels, and the hue of the greatest channel in sextants.
  let between = select(select(vec2f(c.r - c.g, 4.0), vec2f(c.b - c.r, 2.0), value == c.g), vec2f(c.g - c.b, 0.0), value == c.r);
  let hue = turns + (between.x / chroma + between.y) * (1.0 / 6.0);
  // Each channel is a trapezoid over the hue circle; red, green and blue have the same trapezoid, two sextants apart.
  let around = 6.0 * fract(vec3f(5.0 / 6.0, 3.0 / 6.0, 1.0 / 6.0) + hue);
  return linearFromSrgb(value - chroma * saturate(min(around, 4.0 - around)));
}

// Multiplies the saturation (factors.x) and the value (factors.y) of a linear colour's sRGB code. Both stay within 1; the hue stays.
fn scaleSaturationValue(linear: vec3f, factors: vec2f) -> vec3f {
  let c = srgbFromLinear(linear);
  let value = max(c.r, max(c.g, c.b));
  let chroma = value - min(c.r, min(c.g, c.b));
  // The saturation is chroma / value; the bounds keep the quotients finite for black and for grey, which have no saturation to scale.
  let fall = min(1.0 / max(chroma, 1e-6), factors.x / max(value, 1e-6));
  return linearFromSrgb(min(1.0, value * factors.y) * (1.0 - (value - c) * fall));
}

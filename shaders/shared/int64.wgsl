// Does the 64-bit integer arithmetic that WGSL lacks. A Wide is a two's complement number: x is the low word, y the high word.
#import nearest

alias Wide = vec2u;

fn wideProductU(a: u32, b: u32) -> Wide {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let low = a0 * b0;
  let cross0 = a0 * b1;
  let cross1 = a1 * b0;
  let middle = (low >> 16u) + (cross0 & 0xffffu) + (cross1 & 0xffffu);
  return Wide((middle << 16u) | (low & 0xffffu), a1 * b1 + (cross0 >> 16u) + (cross1 >> 16u) + (middle >> 16u));
}

fn wideProduct(a: i32, b: i32) -> Wide {
  let product = wideProductU(bitcast<u32>(a), bitcast<u32>(b));
  return Wide(product.x, product.y - select(0u, bitcast<u32>(b), a < 0) - select(0u, bitcast<u32>(a), b < 0));
}

fn wideOf(a: i32) -> Wide {
  return Wide(bitcast<u32>(a), bitcast<u32>(a >> 31u));
}

fn wideAdd(a: Wide, b: Wide) -> Wide {
  let low = a.x + b.x;
  return Wide(low, a.y + b.y + select(0u, 1u, low < a.x));
}

fn wideNegate(a: Wide) -> Wide {
  return Wide(~a.x + 1u, ~a.y + select(0u, 1u, a.x == 0u));
}

fn wideSubtract(a: Wide, b: Wide) -> Wide {
  return Wide(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}

fn wideIsNegative(a: Wide) -> bool {
  return a.y >= 0x80000000u;
}

fn wideAbs(a: Wide) -> Wide {
  return select(a, wideNegate(a), wideIsNegative(a));
}

// a * b modulo 2^64.
fn wideScale(a: Wide, b: i32) -> Wide {
  let product = wideProductU(a.x, bitcast<u32>(b));
  return Wide(product.x, product.y + a.y * bitcast<u32>(b) - select(0u, a.x, b < 0));
}

// a >> bits with the sign kept, 0 <= bits < 64.
fn wideShiftRight(a: Wide, bits: u32) -> Wide {
  let high = bitcast<i32>(a.y);
  if (bits >= 32u) { return Wide(bitcast<u32>(high >> (bits - 32u)), bitcast<u32>(high >> 31u)); }
  if (bits == 0u) { return a; }
  return Wide((a.x >> bits) | (a.y << (32u - bits)), bitcast<u32>(high >> bits));
}

// The number of bits of a non-negative number.
fn wideBits(a: Wide) -> u32 {
  return select(32u - countLeadingZeros(a.x), 64u - countLeadingZeros(a.y), a.y != 0u);
}

// One digit of a long division in base 2^16: x is the quotient of (rest * 2^16 + digit) / divisor, y the new rest.
// The arguments satisfy rest < divisor < 2^30, so the quotient is below 2^16.
// The float quotient has a relative error of at most 2^-20 on every device, so the nearest integer is the digit or one above.
// The correction is exact, so the result does not depend on how the device divides.
// u32 division is exact too, but a software adapter does it one lane at a time.
fn divideDigit(rest: i32, digit: u32, divisor: i32, reciprocal: f32) -> vec2i {
  let next = bitcast<i32>(digit);
  let estimate = nearest((f32(rest) * 65536.0 + f32(next)) * reciprocal);
  let left = (rest << 16u) + next - estimate * divisor;
  let step = select(0, -1, left < 0);
  return vec2i(estimate + step, left - step * divisor);
}

// a / divisor in 32.32 fixed point, rounded down, for 0 <= a and 0 < divisor < 2^30. y is the integer part modulo 2^32, x the fraction.
fn divideSmall(a: Wide, divisor: u32) -> Wide {
  let by = bitcast<i32>(divisor);
  let reciprocal = 1.0 / f32(by);
  var rest = bitcast<i32>(a.y);
  if (rest >= by) { // seldom
    let d3 = divideDigit(0, a.y >> 16u, by, reciprocal);
    rest = divideDigit(d3.y, a.y & 0xffffu, by, reciprocal).y;
  }
  let d1 = divideDigit(rest, a.x >> 16u, by, reciprocal);
  let d0 = divideDigit(d1.y, a.x & 0xffffu, by, reciprocal);
  let f1 = divideDigit(d0.y, 0u, by, reciprocal);
  let f0 = divideDigit(f1.y, 0u, by, reciprocal);
  return bitcast<Wide>(vec2i((f1.x << 16u) + f0.x, (d1.x << 16u) + d0.x));
}

// The same quotient for a divisor below 2^62, one bit at a time.
fn divideLarge(a: Wide, divisor: Wide) -> Wide {
  var rest = Wide(0u);
  var quotient = Wide(0u);
  for (var i = 0u; i < 96u; i++) {
    var bit = 0u;
    if (i < 32u) { bit = (a.y >> (31u - i)) & 1u; } else if (i < 64u) { bit = (a.x >> (63u - i)) & 1u; }
    rest = Wide((rest.x << 1u) | bit, (rest.y << 1u) | (rest.x >> 31u));
    quotient = Wide(quotient.x << 1u, (quotient.y << 1u) | (quotient.x >> 31u));
    let left = wideSubtract(rest, divisor);
    if (!wideIsNegative(left)) {
      rest = left;
      quotient.x |= 1u;
    }
  }
  return quotient;
}

// Packs colour words into tight RGB bytes: four pixels become three words; each image starts on a word.
// Packing in the second half of `blur` instead, where a thread then makes four columns: 0.98 of both passes, too little for a second
// way to the same bytes (images without a blur, and rows that do not fill a word, need this one).
#import frame

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> color2: array<vec4u>; // ends on a whole one, wherever the last image does
@group(0) @binding(2) var<storage, read_write> rgb: array<u32>;

@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) at: vec3u) {
  let pixels = frame.width * frame.height;
  let first = at.x * 4u;
  if (first >= pixels || at.z >= frame.images) { return; }
  // Past the image's end: zero.
  let rgbx = select(vec4u(0u), fourWords(at.z * pixels + first) & vec4u(0xffffffu), first + vec4u(0u, 1u, 2u, 3u) < vec4u(pixels));
  let words = vec3u(rgbx.x | (rgbx.y << 24u), (rgbx.y >> 8u) | (rgbx.z << 16u), (rgbx.z >> 16u) | (rgbx.w << 8u));
  let wordsPerImage = (pixels * 3u + 3u) / 4u;
  for (var i = 0u; i < 3u; i++) {
    if (at.x * 3u + i < wordsPerImage) { rgb[at.z * wordsPerImage + at.x * 3u + i] = words[i]; }
  }
}

// Four words from any place on, as images of any size follow each other. Loaded one by one: 1.12 of the processor time on lavapipe.
fn fourWords(place: u32) -> vec4u {
  let first = color2[place / 4u];
  let shift = place % 4u;
  if (shift == 0u) { return first; }
  let second = color2[place / 4u + 1u];
  return select(select(vec4u(first.w, second.xyz), vec4u(first.zw, second.xy), shift == 2u), vec4u(first.yzw, second.x), shift == 1u);
}

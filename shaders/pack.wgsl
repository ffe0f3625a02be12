// Packs colour words into tight RGB bytes: four pixels become three words, and each image starts on a word.
// Blur does not pack: images without a blur, and rows that do not fill a word, would need this pass all the same.
#import frame

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<storage, read> color2: array<vec4u>; // the buffer ends on a whole vec4u, even where the last image does not
@group(0) @binding(2) var<storage, read_write> rgb: array<u32>;

// Pixels of one thread.
const PIXELS_PER_THREAD = 4u;

@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) at: vec3u) {
  let pixels = frame.width * frame.height;
  let first = at.x * PIXELS_PER_THREAD;
  if (first >= pixels || at.z >= frame.images) { return; }
  // Bytes beyond the image's end are zero.
  let rgbx = select(vec4u(0u), fourWords(at.z * pixels + first) & vec4u(0xffffffu), first + vec4u(0u, 1u, 2u, 3u) < vec4u(pixels));
  let words = vec3u(rgbx.x | (rgbx.y << 24u), (rgbx.y >> 8u) | (rgbx.z << 16u), (rgbx.z >> 16u) | (rgbx.w << 8u));
  let wordsPerImage = (pixels * 3u + 3u) / 4u;
  for (var i = 0u; i < 3u; i++) {
    if (at.x * 3u + i < wordsPerImage) { rgb[at.z * wordsPerImage + at.x * 3u + i] = words[i]; }
  }
}

// Four words from any index on, because an image can begin at any word. Two vec4u loads take less time on lavapipe than four single loads.
fn fourWords(index: u32) -> vec4u {
  let first = color2[index / 4u];
  let shift = index % 4u;
  if (shift == 0u) { return first; }
  let second = color2[index / 4u + 1u];
  return select(select(vec4u(first.w, second.xyz), vec4u(first.zw, second.xy), shift == 2u), vec4u(first.yzw, second.x), shift == 1u);
}

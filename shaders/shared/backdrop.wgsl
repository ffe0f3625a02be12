// Declares what is behind all instances of an image: a photo, or a surface, which is a plane that faces the camera.
// The words of a backdrop's pixels fill `backdropColor`, one whole image for each backdrop.
struct Backdrop {
  colorLinear: vec3f,
  image: u32,            // index in `images`
  lightLinear: vec3f,    // ambient and directional light on the surface
  depthM: f32,           // of the plane; point lights are as far from it as this says
  gradientPerPx: vec2f,  // brightness that a pixel to the right, and one below, add
  grainAmount: f32,      // standard deviation of the brightness
  grainsPerPx: f32,
  foldsPerPx: vec2f,     // across the folds
  foldsAmount: f32,      // largest change of the brightness
  key: u32,              // of grain and folds
  firstSeam: u32,        // index in `seams`
  seamCount: u32,
  firstShadow: u32,      // index in `contactShadows`
  shadowCount: u32,
  flags: u32,            // BACKDROP_*; a photo has none
}
const BACKDROP_SURFACE = 1u;
const BACKDROP_TEXTURED = 2u;

// A straight line across a surface. What is lost is a share of the brightness.
struct Seam {
  across: vec2f,  // unit
  offsetPx: f32,  // of the line from the image's centre, in the direction `across`
  perWidth: f32,  // 1 / width in pixels
  darkness: f32,  // lost on the line
  step: f32,      // lost beyond the line
}

// Most shadows of a surface; the host checks it.
const MOST_SHADOWS = 128u;

// The soft shadow of a thing on the surface, around a rectangle with round corners. What is lost is a share of the brightness.
struct ContactShadow {
  centerPx: vec2f,
  along: vec2f,       // unit, of the rectangle's first side
  straightPx: vec2f,  // half the sides, less the corners' radius
  roundPx: f32,       // radius of the corners
  perSoft: f32,       // 1 / the distance from the rectangle at which the shadow ends
  darkness: f32,      // lost in the rectangle
  reachPx: f32,       // from the centre; nothing is lost beyond
}

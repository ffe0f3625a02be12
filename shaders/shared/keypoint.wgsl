// A named point of one labelled instance, and how much the surface that is seen may lie before it.
struct Keypoint {
  x: f32,          // on the image, pixels; negative where it is not before the camera
  y: f32,
  z: f32,          // metres
  toleranceM: f32, // for surfaces of the instance itself
  instance: u32,
}

const KEYPOINT_VISIBLE = 0u;
const KEYPOINT_HIDDEN = 1u;
const KEYPOINT_OUTSIDE = 2u;

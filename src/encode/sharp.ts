// Hands out sharp, set up once for many small images at a time.
import sharp from 'sharp';

// Images are encoded side by side, one to a thread of Node's pool: a second level of threads inside libvips only costs.
sharp.concurrency(1);
// No image is ever asked for twice.
sharp.cache(false);

export { sharp };

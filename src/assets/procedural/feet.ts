/** Models the round feet of devices and boxes: low discs of rubber with a rounded rim, and pads of felt, which are flat. */
import { plain } from './finishes.ts';
import { modelOf } from './model-of.ts';
import type { Ink } from './print-canvas.ts';
import type { Soup, Vec2 } from './soup.ts';
import { filleted, lathe } from './solids.ts';
import type { SourceModel } from '../source-model.ts';

const SEGMENTS = 28;
const grey = (level: number): Ink => [level, level, level];

/** A disc of a radius and a height, its upper rim rounded; the top sinks within `hole` of the axis. Metres. */
function disc(radius: number, height: number, rim: number, hole?: { radius: number; depth: number }): Soup {
  const top: Vec2[] = hole ? [[hole.radius, height], [hole.radius * 0.9, height - hole.depth], [0, height - hole.depth]] : [[0, height]];
  return lathe([[0, 0], ...filleted([[0, 0], [radius, 0], [radius, height, rim], [top[0]![0], height]], 3).slice(1, -1), ...top], SEGMENTS);
}

const foot = (soup: Soup, level: number, roughness: number) => tinted(soup, grey(level), roughness);
const tinted = (soup: Soup, ink: Ink, roughness: number) => (): SourceModel => modelOf([{ soup, material: 0 }], [plain(ink, { roughness })], 50);

export const FEET: Record<string, () => SourceModel> = {
  felt_beige: tinted(disc(0.0105, 0.0008, 0.0002), [176, 160, 136], 1),
  felt_brown: tinted(disc(0.01, 0.0008, 0.0002), [98, 78, 62], 1),
  felt_grey: foot(disc(0.011, 0.0006, 0.0002), 120, 1),
  felt_pale: foot(disc(0.0095, 0.0007, 0.0002), 158, 1),
  foot_black: foot(disc(0.01, 0.004, 0.0015), 34, 0.85),
  foot_dark: foot(disc(0.011, 0.0025, 0.001), 62, 0.9),
  foot_dome: foot(disc(0.009, 0.005, 0.0045), 44, 0.7),
  foot_grey: foot(disc(0.01, 0.0012, 0.0005), 104, 0.95),
  foot_light: foot(disc(0.0105, 0.002, 0.0008), 138, 0.95),
  foot_ring: foot(disc(0.0115, 0.004, 0.001, { radius: 0.006, depth: 0.0028 }), 50, 0.85),
  foot_white: foot(disc(0.0095, 0.0022, 0.0009), 214, 0.8),
  foot_screw: foot(disc(0.01, 0.0045, 0.0012, { radius: 0.0032, depth: 0.003 }), 78, 0.85),
};

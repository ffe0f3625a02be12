/** Models bottles, a jar and a light bulb. */
import { atan2, cos, pow, sin } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';
import { PrintCanvas, below, color, ellipse, mixed, polygon, rect, ring, star } from './print-canvas.ts';
import { BLACK, WHITE, barcode, nutritionTable, smallPrint } from './packaging.ts';
import { plain, printed } from './finishes.ts';
import { modelOf } from './model-of.ts';
import { merge, moved, shifted, turned } from './soup.ts';
import { extrude, filleted, lathe, spline, surface, tube } from './solids.ts';
import { boxUvs } from './uv.ts';
import type { Ink, Paint } from './print-canvas.ts';
import type { Vec2 } from './soup.ts';
import type { Rng } from './named-random.ts';
import type { SourceModel } from '../source-model.ts';

export function wineBottle(rng: Rng): SourceModel {
  const [cream, wine, gold, glass] = ['#f4ead0', '#6b1023', '#b8923a', '#1d3a22'].map(color) as [Ink, Ink, Ink, Ink];
  const label = new PrintCanvas(512, 233, 110, glass);
  label.fill(rect(50, 4, 133, 102), cream);
  label.fill(rect(53, 7, 127, 96), gold);
  label.fill(rect(54, 8, 125, 94), cream);
  const x = 116.5;
  label.fill(polygon([[x - 10, 14], [x + 10, 14], [x + 10, 26], [x, 36], [x - 10, 26]]), wine);
  label.fill(star(x, 23, 5, 7, 3), gold);
  label.text('CHATEAU', x, 46, 7, wine, { weight: 0.1, stretch: 1.4 });
  label.text('MOULIN', x, 60, 14, wine, { weight: 0.11, stretch: 1.1 }, 84);
  label.fill(rect(x - 40, 71, 80, 0.8), gold);
  label.text('2019', x, 79, 8, BLACK, { weight: 0.1 });
  label.text('RED WINE OF THE VALLEY', x, 90, 4.5, BLACK, { weight: 0.1 }, 80);
  label.fill(rect(-1, 14, 36, 80), cream);
  smallPrint(label, 4, 20, 27, 8, 4, BLACK, rng);
  barcode(label, 3, 62, 30, 26, rng);
  const r = 0.037;
  const low = filleted([[0, 0.012], [0.02, 0.006], [0.028, 0, 0.003], [r, 0.002, 0.004], [r, 0.045]], 3);
  const high = spline<Vec2>([[r, 0.155], [r, 0.185], [0.032, 0.208], [0.019, 0.226], [0.0148, 0.245], [0.0143, 0.252]], 4);
  const foil = filleted([[0.0143, 0.252], [0.0148, 0.2525], [0.0142, 0.292], [0.0158, 0.294, 0.001], [0.0158, 0.304, 0.001], [0.0142, 0.305, 0.001], [0, 0.305]], 2);
  return modelOf(
    [
      { soup: lathe([[r, 0.045], [r, 0.155]], 40), material: 0 },
      { soup: merge(lathe(low, 40), lathe(high, 40)), material: 1 },
      { soup: lathe(foil, 40), material: 2 },
    ],
    [printed(label, { roughness: 0.5 }), plain(glass, { roughness: 0.12 }), plain(wine, { metallic: 0.5, roughness: 0.35 })],
  );
}

export function waterBottle(rng: Rng): SourceModel {
  const [blue, ice, deep] = ['#1673d6', '#bfe2f2', '#0a3f8c'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 201, 62, blue);
  label.fill(below(x => 42 + 5 * sin((x / 201) * 6 * Math.PI), 201, 62), deep);
  label.fill(below(x => 50 + 4 * sin((x / 201) * 8 * Math.PI + 1), 201, 62), WHITE);
  for (const x of [0, 100.5, 201]) {
    label.fill(polygon([[x - 38, 34], [x - 28, 12], [x - 18, 34]]), WHITE);
    label.fill(polygon([[x - 33, 34], [x - 25, 19], [x - 12, 34]]), ice);
    label.text('GLACIA', x + 11, 21, 15, WHITE, { weight: 0.18 }, 52);
    label.text('STILL SPRING WATER', x + 10, 35, 4.5, ice, {}, 50);
  }
  barcode(label, 40, 16, 22, 22, rng);
  nutritionTable(label, 139, 12, 22, 30, rng);
  const r = 0.032;
  const ribs = (from: number, to: number, count: number): Vec2[] =>
    Array.from({ length: count * 4 + 1 }, (_, i): Vec2 => [r - 0.0009 * (1 - cos((i / 4) * 2 * Math.PI)), from + ((to - from) * i) / (count * 4)]);
  const low = [...filleted([[0, 0.008], [0.014, 0.004], [0.022, 0, 0.003], [0.029, 0.001, 0.003], [r, 0.012]], 3), ...ribs(0.014, 0.06, 4)];
  const high = [...ribs(0.122, 0.144, 2), ...spline<Vec2>([[r, 0.146], [0.0305, 0.16], [0.022, 0.178], [0.0135, 0.189], [0.013, 0.194]], 4), [0.0165, 0.1945] as Vec2, [0.0165, 0.197] as Vec2, [0.0145, 0.1975] as Vec2];
  // The cap's grip ridges: every other segment is a little further out.
  const cap = moved(lathe(filleted([[0.0145, 0.1975], [0.0152, 0.198], [0.0152, 0.213, 0.002], [0, 0.213]], 3), 48), (x, y, z) => {
    const grip = y > 0.1976 && y < 0.2115 ? 1 + 0.025 * cos(24 * atan2(z, x)) : 1;
    return [x * grip, y, z * grip];
  });
  return modelOf(
    [
      { soup: lathe([[r, 0.06], [r, 0.122]], 30), material: 0 },
      { soup: merge(lathe(low, 30), lathe(high, 30)), material: 1 },
      { soup: merge(cap, lathe([[0, 0.1975], [0.0145, 0.1975]], 48)), material: 2 },
      { soup: lathe([[0.0145, 0.1975], [0, 0.1975]], 30), material: 1 },
    ],
    [printed(label, { roughness: 0.4 }), plain(ice, { roughness: 0.1 }), plain(WHITE, { roughness: 0.4 })],
    50,
  );
}

export function jamJar(rng: Rng): SourceModel {
  const [jam, cream, green, red] = ['#8e1220', '#fbf4e4', '#3f8a3c', '#d01f35'].map(color) as [Ink, Ink, Ink, Ink];
  const label = new PrintCanvas(512, 220, 52, jam);
  for (const x of [110, 0, 220]) {
    label.fill(rect(x - 40, 2, 80, 48, 10), cream);
    label.fill(rect(x - 37.5, 4.5, 75, 43, 8), red);
    label.fill(rect(x - 36.7, 5.3, 73.4, 41.4, 7.4), cream);
    label.text("GRANNY'S", x, 12, 6.5, green, { weight: 0.14, slant: 0.2 });
    label.text('STRAWBERRY', x, 23, 9, red, { weight: 0.18 }, 66);
    for (const dx of [-24, 0, 24]) {
      label.fill(polygon([[x + dx - 6, 33], [x + dx + 6, 33], [x + dx + 4, 40], [x + dx, 45], [x + dx - 4, 40]]), red);
      label.fill(star(x + dx, 33, 5, 5, 1.6), green);
      for (const k of [-2, 0, 2]) label.fill(ellipse(x + dx + k, 38 + (k === 0 ? 3 : 0), 0.6), cream);
    }
  }
  barcode(label, 43, 12, 24, 26, rng);
  const gingham: Paint = (x, y) => mixed(WHITE, red, ((Math.floor(x / 5) & 1) + (Math.floor(y / 5) & 1)) / 2);
  const cloth = new PrintCanvas(256, 80, 80, gingham);
  const r = 0.035;
  const low = filleted([[0, 0.004], [0.024, 0.003], [0.028, 0, 0.002], [r, 0.001, 0.007], [r, 0.018]], 4);
  const high = filleted([[r, 0.07], [r, 0.083, 0.01], [0.0305, 0.088, 0.003], [0.0305, 0.09], [0, 0.09]], 4);
  const underside = lathe([[0, 0.0885], [0.0338, 0.0885]], 40);
  const lid = lathe(filleted([[0.0338, 0.0885], [0.0335, 0.103, 0.003], [0, 0.1035]], 4), 40);
  for (let i = 0; i < lid.length; i += 5) {
    // The cloth lies flat on top and hangs down the rim.
    const [x, y, z] = [lid[i]!, lid[i + 1]!, lid[i + 2]!];
    const k = Math.sqrt(x * x + z * z) > 0.03 ? 1 + (0.1035 - y) * 12 : 1;
    lid[i + 3] = 0.5 + (x * k) / 0.085;
    lid[i + 4] = 0.5 + (z * k) / 0.085;
  }
  return modelOf(
    [
      { soup: lathe([[r, 0.018], [r, 0.07]], 40), material: 0 },
      { soup: merge(lathe(low, 40), lathe(high, 40), underside), material: 1 },
      { soup: lid, material: 2 },
    ],
    [printed(label, { roughness: 0.3 }), plain(jam, { roughness: 0.1 }), printed(cloth, { roughness: 0.4 })],
  );
}

export function lightBulb(): SourceModel {
  const glass = color('#fdf6df');
  const print = new PrintCanvas(256, 188, 60, glass);
  for (const x of [94, 0, 188]) {
    print.text('LUMO', x, 40, 7, color('#8a8f98'), { weight: 0.2 });
    print.text('9 W - E27', x, 49, 4, color('#8a8f98'));
    print.fill(ring(x, 29, 4, 1), color('#8a8f98'));
  }
  const bulb = spline<Vec2>([[0.0135, 0.028], [0.0145, 0.035], [0.021, 0.05], [0.0285, 0.066], [0.03, 0.08], [0.0265, 0.095], [0.016, 0.106], [0, 0.11]], 4);
  const thread = Array.from({ length: 21 }, (_, i): Vec2 => [0.0128 + 0.0007 * sin((i / 4) * 2 * Math.PI), 0.008 + 0.001 * i]);
  const base = lathe([...thread, [0.0135, 0.028]], 36);
  const contact = lathe(filleted([[0, 0], [0.004, 0, 0.001], [0.005, 0.002], [0.011, 0.006], [0.0128, 0.008]], 2), 36);
  return modelOf(
    [{ soup: lathe(bulb, 36), material: 0 }, { soup: base, material: 1 }, { soup: contact, material: 2 }],
    [printed(print, { roughness: 0.2 }), plain(color('#d8d2c0'), { metallic: 0.8, roughness: 0.3 }), plain(color('#2b2b30'))],
  );
}

export function detergentBottle(rng: Rng): SourceModel {
  const [violet, lime, deep] = ['#6a35b0', '#b7e33b', '#3b1473'].map(color) as [Ink, Ink, Ink];
  // The label lies on the body's flat front and back, and is stretched round the sides.
  const label = new PrintCanvas(512, 400, 200, violet);
  for (const x of [200, 0, 400]) {
    label.fill(ellipse(x, 110, 74, 62), WHITE);
    label.fill(ellipse(x, 110, 70, 58), (_, y) => mixed(color('#ff5fa2'), deep, y / 200));
    for (let i = 0; i < 22; i++) label.fill(ring(x - 60 + 120 * rng(), 84 + 62 * rng(), 2 + 5 * rng(), 1.3), WHITE, 0.55);
    label.text('WASHO', x, 98, 36, WHITE, { weight: 0.24, slant: 0.15 }, 118);
    label.text('COLOR & FRESH', x, 128, 10, lime, { weight: 0.18 }, 100);
    label.text('40 LOADS', x, 146, 9, WHITE);
    label.fill(star(x + 54, 58, 5, 20, 9, 0.2), lime);
  }
  smallPrint(label, 282, 40, 36, 20, 5, WHITE, rng);
  const body = spline<Vec3>([[0.074, 0.03, 0.006], [0.078, 0.034, 0.014], [0.08, 0.036, 0.06], [0.078, 0.036, 0.12], [0.07, 0.034, 0.17], [0.05, 0.03, 0.2], [0.022, 0.02, 0.215], [0.019, 0.019, 0.222]], 3);
  const rings: Vec3[] = [[0, 0, 0.002], [0.06, 0.02, 0.002], [0.068, 0.026, 0], ...body, [0, 0, 0.222]];
  const rows = rings.length - 1;
  const shell = surface(
    44,
    rows,
    (s, t) => {
      const [a, b, y] = rings[Math.round(t * rows)]!;
      // A superellipse of power 2.6, whose sides are flatter than an ellipse's, for the label; round at the neck.
      const angle = 2 * Math.PI * s;
      const power = 2 / (2 + 0.6 * Math.min(Math.max((a - 0.022) / 0.04, 0), 1));
      const round = (c: number) => Math.sign(c) * pow(Math.abs(c), power);
      return a === 0 ? [0, y, 0] : [-a * round(sin(angle)), y, -b * round(cos(angle))];
    },
    { s: true },
  );
  for (let i = 0; i < shell.length; i += 5) {
    shell[i + 3] = shell[i + 2]! >= 0 ? 0.5 + shell[i]! / 0.4 : shell[i + 3]!;
    shell[i + 4] = 1 - shell[i + 1]! / 0.222;
  }
  const back = boxUvs(shell, { front: [0.3, 0, 0.7, 1], back: [0.3, 0, 0.7, 1], right: [0.7, 0, 0.8, 1], left: [0.2, 0, 0.3, 1], top: [0.3, 0, 0.4, 0.05], bottom: [0.3, 0.95, 0.4, 1] });
  const cap = lathe(filleted([[0, 0.218], [0.023, 0.218], [0.0235, 0.22], [0.021, 0.262, 0.004], [0, 0.262]], 4), 36);
  const handle = tube(spline<Vec3>([[0.045, 0.195, 0], [0.07, 0.208, 0], [0.088, 0.19, 0], [0.09, 0.15, 0], [0.078, 0.11, 0], [0.06, 0.1, 0]], 4), 0.009, 12);
  return modelOf(
    [{ soup: back, material: 0 }, { soup: handle, material: 1 }, { soup: cap, material: 2 }],
    [printed(label, { roughness: 0.35 }), plain(violet, { roughness: 0.35 }), plain(lime, { roughness: 0.35 })],
    50,
  );
}

export function sprayBottle(rng: Rng): SourceModel {
  const [aqua, navy, orange] = ['#7fd6e8', '#123a7a', '#ff6a13'].map(color) as [Ink, Ink, Ink];
  const label = new PrintCanvas(512, 236, 120, aqua);
  for (const x of [118, 0, 236]) {
    label.fill(rect(x - 40, 6, 80, 108, 14), WHITE);
    label.fill(rect(x - 37, 9, 74, 102, 12), navy);
    label.fill(polygon([[x - 37, 80], [x + 37, 56], [x + 37, 98], [x - 37, 111]]), orange);
    label.text('SPARK', x, 30, 19, WHITE, { weight: 0.24, slant: 0.25 }, 64);
    label.text('GLASS CLEANER', x, 48, 6.5, aqua, {}, 62);
    label.fill(star(x + 20, 68, 4, 12, 2.6), WHITE);
    label.fill(star(x - 4, 86, 4, 8, 1.8), WHITE);
    label.text('750 ML', x - 14, 102, 6, WHITE);
  }
  smallPrint(label, 166, 16, 24, 14, 4, navy, rng);
  barcode(label, 46, 80, 24, 26, rng);
  const flat = (soup: number[]) => moved(soup, (x, y, z) => [x * 1.1, y, z * 0.72]);
  const r = 0.0375;
  const low = lathe(filleted([[0, 0.003], [0.03, 0.003], [0.032, 0, 0.002], [r, 0.002, 0.006], [r, 0.02]], 3), 36);
  const high = lathe(spline<Vec2>([[r, 0.14], [0.0355, 0.158], [0.028, 0.175], [0.0165, 0.19], [0.0155, 0.2], [0.0155, 0.204], [0, 0.204]], 3), 36);
  const collar = lathe(filleted([[0, 0.198], [0.0165, 0.198, 0.001], [0.0165, 0.216, 0.003], [0.01, 0.218], [0.01, 0.225], [0, 0.225]], 2), 28);
  const head = extrude(
    filleted([[0.03, 0.222], [0.03, 0.238, 0.004], [0.018, 0.252, 0.006], [-0.03, 0.252, 0.006], [-0.052, 0.247, 0.003], [-0.052, 0.236, 0.003], [-0.034, 0.232, 0.006], [-0.014, 0.222, 0.003], [0.03, 0.222]], 3).slice(0, -1),
    0.024,
    0.003,
  );
  const nozzle = turned(lathe(filleted([[0, -0.004], [0.0075, -0.004], [0.0075, 0.008, 0.001], [0.003, 0.0085], [0, 0.0085]], 2), 20), 'z', Math.PI / 2);
  const trigger = extrude(filleted([[-0.02, 0.236], [-0.034, 0.235, 0.004], [-0.035, 0.205, 0.02], [-0.044, 0.176, 0.003], [-0.038, 0.175, 0.002], [-0.026, 0.2, 0.02], [-0.02, 0.236]], 4).slice(0, -1), 0.011, 0.0015);
  return modelOf(
    [
      { soup: flat(lathe([[r, 0.02], [r, 0.14]], 36)), material: 0 },
      { soup: flat(merge(low, high)), material: 1 },
      { soup: merge(head, collar), material: 2 },
      { soup: merge(trigger, shifted(nozzle, -0.05, 0.2415, 0)), material: 3 },
    ],
    [printed(label, { roughness: 0.4 }), plain(aqua, { roughness: 0.15 }), plain(WHITE, { roughness: 0.4 }), plain(orange, { roughness: 0.4 })],
  );
}

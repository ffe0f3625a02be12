/** Checks the trainer: its average precision, its sets, what it learns, that it goes on where it was stopped, and what it says of bad input. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseSplits } from '../../../src/dataset/splits.ts';
import { askPython, findPython } from '../../support/python.ts';

const python = findPython('numpy', 'PIL', 'torch', 'torchvision')!;
const WORTH = fileURLToPath(new URL('../../../bench/worth/', import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const HAND = { 'exact': 1, 'three quarters': 0.6, 'false first': 0.5, 'false last': 1, 'twice': 1, 'in a crowd': 1, 'nothing found': 0, 'nothing there': null };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenemill-worth-'));
  if (python) execFileSync(python, [here('made_sets.py'), folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs train.py with one thread, so that small inputs do not wait for threads. */
function train(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(python, [join(WORTH, 'train.py'), '--threads', '1', '--out', join(folder, 'out'), ...args], { encoding: 'utf8' });
}

/** Runs lines of Python among the trainer's modules. */
const inWorth = <Answer>(program: string, ...args: string[]): Answer => askPython<Answer>(python, `import sys, json\nsys.path.insert(0, ${JSON.stringify(WORTH)})\n${program}`, ...args);

describe.skipIf(!python)('train.py', () => {
  test('average precision equals its definition, hand cases, and pycocotools where it is installed', () => {
    const { differences, pycocotools, hand } = JSON.parse(execFileSync(python, [here('ap_cases.py')], { encoding: 'utf8' })) as { differences: number[]; pycocotools: number[] | null; hand: Record<string, number | null> };
    if (pycocotools === null) process.stderr.write('skipped: no pycocotools to compare with\n');
    expect(Math.max(...differences, ...(pycocotools ?? []))).toBeLessThan(1e-9);
    for (const [name, wanted] of Object.entries(HAND)) wanted === null ? expect(hand[name], name).toBeNull() : expect(hand[name], name).toBeCloseTo(wanted, 9);
  });

  test('photos fall into the parts of a split that `export --split` puts them into', () => {
    const keys = [...Array.from({ length: 400 }, (_, i) => `images/train/IMG_${i}.jpg`), '', 'ä/🎲.png', '000000017'];
    const parts = inWorth<number[]>('from splits import part_of\nkeys = json.loads(sys.argv[1])\nparts = [part_of("a=0.3,b=0.2,c=0.5", i) for i in range(3)]\nprint(json.dumps([[part(key) for part in parts].index(True) for key in keys]))', JSON.stringify(keys));
    const splits = parseSplits('a=0.3,b=0.2,c=0.5');
    expect(parts).toEqual(keys.map((key) => splits.findIndex(({ keep }) => keep(key))));
    expect(new Set(parts).size).toBe(3);
  });

  test('a COCO file with all that is unusual is read, and notes say what it had', () => {
    const program = 'from coco_set import read_coco_set\ns = read_coco_set(sys.argv[1] + "/coco.json", sys.argv[1])\n'
      + 'print(json.dumps({"categories": s.categories, "notes": s.notes, "pictures": [[p.key, p.boxes.tolist(), p.ignore.tolist(), p.decode().size] for p in s.pictures]}))';
    const { categories, notes, pictures } = inWorth<{ categories: string[]; notes: string[]; pictures: unknown[] }>(program, join(folder, 'real'));
    expect(categories).toEqual(['thing']);
    expect(pictures).toEqual([
      ['elsewhere/sub/a.png', [[1.5, 2.25, 10.125, 8.0625], [0, 0, 20, 20], [5, 6, 10, 10], [2, 5, 3, 5]], [false, true, false, false], [40, 30]],
      ['sub/b.png', [[2, 5, 3, 5]], [false], [40, 30]],
      ['turned.jpg', [[4, 5, 6, 7]], [false], [30, 40]],
    ]);
    expect(notes).toEqual(['1 annotations are a crowd or ignored', '3 boxes were taken from their segmentation', '1 boxes without an area were left out', '1 boxes stand twice'].map((note) => `coco.json: ${note}`));
  });

  test('boxes follow their pictures through views, flips and padding', () => {
    // A window twice as large as the picture shows it at half its size; a corner outside is clipped.
    const program = `import numpy as np
from PIL import Image
from pictures import Picture
from views import boxes_in, place_image, whole_window
picture = Picture('k', 80, 40, np.array([[10, 10, 20, 10], [70, 30, 20, 20]], dtype=np.float32), np.zeros(2, int), np.zeros(2, bool), '')
image = Image.new('RGB', (80, 40)); image.paste((255, 0, 0), (10, 10, 30, 20))
window = whole_window(picture, (64, 64))
boxes, left = boxes_in(picture, window, (64, 64))
pixels = np.asarray(place_image(image, (80, 40), window, (64, 64))).astype(int)
ys, xs = np.nonzero((pixels[..., 0] > 128) & (pixels[..., 1] < 60))
half, kept = boxes_in(picture, (0, 0, 80, 40), (40, 20))
print(json.dumps({'boxes': boxes.tolist(), 'drawn': [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1], 'half': half.tolist(), 'kept': kept.tolist()}))`;
    const { boxes, drawn, half, kept } = inWorth<{ boxes: number[][]; drawn: number[]; half: number[][]; kept: number[] }>(program);
    expect(boxes[0]).toEqual([8, 24, 24, 32]);
    expect(drawn).toEqual([8, 24, 24, 32]);
    expect(half).toEqual([[5, 5, 15, 10], [35, 15, 40, 20]]);
    expect(kept.map((share) => Number(share.toFixed(6)))).toEqual([1, 0.25]);
  });

  test('it learns four pictures by heart', () => {
    const squares = join(folder, 'squares');
    const run = train('--real', join(squares, 'coco.json'), '--images', squares, '--test', join(squares, 'coco.json'), '--test-images', squares,
      '--seen', '480', '--batch', '4', '--input', '96', '--judge-every', '240');
    expect(run.stderr).toMatch(/4 pictures, 12 boxes, input 96 x 96, strides 8/);
    const result = JSON.parse(readFileSync(join(folder, 'out', 'result.json'), 'utf8')) as { AP50: number; AP: number };
    expect(result.AP50).toBeGreaterThan(0.95);
    expect(result.AP).toBeGreaterThan(0.5);
    expect(readFileSync(join(folder, 'out', 'curve.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(3);
    expect(readFileSync(join(folder, 'out', 'log.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(121);

    // It judges a scenemill set alone, and says for each pose how often it was missed.
    const misses = join(folder, 'misses.json');
    expect(train('--from', join(folder, 'out', 'detector.pt'), '--seen', '0', '--synthetic', join(folder, 'set'), '--misses', misses, '--out', join(folder, 'judged')).status).toBe(0);
    const { format, configSha256, rows } = JSON.parse(readFileSync(misses, 'utf8')) as { format: number; configSha256: string; rows: { model: string; view: number; level: number; seen: number; missed: number }[] };
    expect([format, configSha256]).toEqual([1, 'c0ffee']);
    expect(rows.map(({ model, view, level, seen }) => [model, view, level, seen])).toEqual([['m0', 0, 0, 2], ['m0', 0, 1, 2], ['m1', 1, 0, 2], ['m1', 1, 1, 2]]);
    expect(rows.every(({ seen, missed }) => missed >= 0 && missed <= seen)).toBe(true);
    expect(rows.reduce((sum, { missed }) => sum + missed, 0)).toBeLessThan(8);
  });

  test('bfloat16 finds nearly what float32 finds, and is not the same', () => {
    const program = `import torch
from detector import Detector
torch.manual_seed(1)
detector = Detector(2, (8, 16)).eval()
pixels = torch.randint(0, 255, (2, 64, 96, 3), dtype=torch.uint8)
with torch.no_grad():
    logits, sides = detector(pixels)
    detector.precision = 'bfloat16'
    rounded_logits, rounded_sides = detector(pixels)
print(json.dumps({'type': str(rounded_sides.dtype), 'logits': (rounded_logits - logits).abs().max().item() / logits.std().item(), 'sides': (rounded_sides / sides - 1).abs().max().item()}))`;
    const { type, logits, sides } = inWorth<{ type: string; logits: number; sides: number }>(program);
    expect(type).toBe('torch.float32');
    for (const error of [logits, sides]) {
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.1);
    }
  });

  test('each object takes one detection, the best first', () => {
    const program = `import numpy as np
from judge import pair
from pictures import Picture
boxes = np.array([[0, 0, 10, 10], [3, 0, 10, 10], [50, 50, 10, 10]], dtype=np.float32)
picture = Picture('k', 99, 99, boxes, np.array([0, 0, 1]), np.zeros(3, bool), '')
print(json.dumps([pair(picture, np.array(found, dtype=float).reshape(-1, 4), np.zeros(len(found), int)).tolist() for found in ([[4, 0, 10, 10]], [[0, 0, 10, 10], [1, 0, 10, 10]], [[50, 50, 10, 10]], [])]))`;
    expect(inWorth(program)).toEqual([[false, true, false], [true, true, false], [false, false, false], [false, false, false]]);
  });

  test('a run that was stopped goes on as if it had not been; batches are the same with any number of threads', () => {
    expect(JSON.parse(execFileSync(python, [here('resume.py'), folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))).toEqual({ weights: true, moved: true, logs: true, rows: 7, batches: true });
  });

  test('a picture is turned as EXIF says where its boxes are of the upright one; a broken EXIF turns nothing', () => {
    const program = `import io
import numpy as np
from PIL import Image
from pictures import Picture
pixels = Image.new('RGB', (16, 8), (0, 0, 0))
pixels.paste((250, 250, 250), (0, 0, 4, 8))
def left_is_white(orientation, width, height, kind='PNG'):
    exif = Image.Exif()
    exif[0x112] = orientation
    file = io.BytesIO()
    pixels.save(file, kind, exif=exif if orientation else b'Exif  broken')
    picture = Picture('k', width, height, np.zeros((0, 4)), np.zeros(0, int), np.zeros(0, bool), '', data=file.getvalue()).decode()
    return [*picture.size, picture.getpixel((1, 1))[0] > 125]
print(json.dumps([left_is_white(*case) for case in ((1, 16, 8), (3, 16, 8), (6, 8, 16), (6, 16, 8), (3, 16, 8, 'JPEG'), (0, 16, 8, 'JPEG'))]))`;
    expect(inWorth(program)).toEqual([[16, 8, true], [16, 8, false], [8, 16, true], [16, 8, true], [16, 8, false], [16, 8, true]]);
  });

  test('a byte order mark, and sizes that are no numbers, are read as they are meant', () => {
    const squares = join(folder, 'squares');
    const content = JSON.parse(readFileSync(join(squares, 'coco.json'), 'utf8')) as { images: { width: unknown }[]; annotations: object[] };
    content.images[0]!.width = '96';
    content.annotations.push({ ...content.annotations[0]!, bbox: [-9, 5, 9, 9] });
    writeFileSync(join(folder, 'mark.json'), `\uFEFF${JSON.stringify(content)}`);
    const program = `from coco_set import read_coco_set
part = read_coco_set(${JSON.stringify(join(folder, 'mark.json'))}, ${JSON.stringify(squares)})
print(json.dumps([part.pictures[0].width, part.count_boxes(), part.notes]))`;
    expect(inWorth(program)).toEqual([96, content.annotations.length - 1, ['mark.json: 1 boxes outside their picture were left out']]);
  });

  test('bad input: a sentence and exit code 2', () => {
    const squares = join(folder, 'squares');
    const changed = (name: string, change: (content: any) => void): string => { // eslint-disable-line @typescript-eslint/no-explicit-any -- any part is changed
      const content: unknown = JSON.parse(readFileSync(join(squares, 'coco.json'), 'utf8'));
      change(content);
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify(content));
      return path;
    };
    const real = (path: string, ...more: string[]) => ['--real', path, '--images', squares, '--seen', '4', ...more];
    const good = join(squares, 'coco.json');
    writeFileSync(join(folder, 'text.json'), 'no JSON');
    writeFileSync(join(folder, 'deep.json'), '['.repeat(100_000));
    writeFileSync(join(folder, 'latin.json'), Buffer.from('{"images": "\xe9"}', 'latin1'));
    const cases: [args: string[], sentence: RegExp][] = [
      [real(join(folder, 'absent.json')), /^coco: .*absent\.json: No such file or directory; wanted a COCO file$/m],
      [real(join(folder, 'text.json')), /^coco: .*text\.json is no JSON/m],
      [real(changed('empty', (c) => { c.annotations = []; })), /^coco: .*its 4 pictures have no box; wanted labelled objects$/m],
      [real(changed('unknown', (c) => { c.annotations[0].image_id = 99; })), /^coco: .*an annotation names image .*, which is not in the file$/m],
      [real(changed('category', (c) => { c.annotations[0].category_id = 99; })), /category_id 99, which is no category$/m],
      [real(changed('nan', (c) => { c.annotations[0].bbox = [1, 2, null, 4]; })), /has the bbox \[1, 2, None, 4\]; wanted \[x, y, width, height\]$/m],
      [real(changed('missing', (c) => { c.images[0].file_name = 'gone.png'; })), /there is no gone\.png in .*; wanted the picture there/m],
      [real(changed('size', (c) => { c.images[0].width = 50; })), /0\.png is 96 x 96 pixels, and the file says 50 x 96; wanted the same$/m],
      [real(changed('rle', (c) => { c.annotations[0] = { ...c.annotations[0], bbox: undefined, segmentation: { size: [9, 9], counts: [5] } }; })), /its RLE has 5 pixels; wanted 9 x 9$/m],
      [real(changed('rle-size', (c) => { c.annotations[0] = { ...c.annotations[0], bbox: undefined, segmentation: { size: [9], counts: [81] } }; })), /the size of its RLE is \[9\]; wanted \[height, width\]$/m],
      [real(changed('rle-runs', (c) => { c.annotations[0] = { ...c.annotations[0], bbox: undefined, segmentation: { size: [9, 9], counts: ['a'] } }; })), /the runs of its RLE are \["a"\]; wanted whole numbers from 0 on$/m],
      [real(changed('image-list', (c) => { c.images[0].id = [1]; })), /an image has no id or no file_name/m],
      [real(changed('annotation-list', (c) => { c.annotations[0].image_id = [1]; })), /an annotation names image .*, which is not in the file$/m],
      [real(changed('category-list', (c) => { c.annotations[0].category_id = {}; })), /has category_id {}, which is no category$/m],
      [real(changed('huge', (c) => { c.annotations[0].bbox = [0, 0, 1e300, 1e300]; })), /wanted four numbers of pixels$/m],
      [real(changed('outside', (c) => { for (const annotation of c.annotations) annotation.bbox = [500, 5, 9, 9]; })), /its 4 pictures have no box; wanted labelled objects$/m],
      [real(join(folder, 'deep.json')), /^coco: .*deep\.json is nested too deeply; wanted a COCO file$/m],
      [real(join(folder, 'latin.json')), /^coco: .*latin\.json is no text in UTF-8; wanted a COCO file$/m],
      [[...real(good), '--test', changed('names', (c) => { c.categories = [{ id: 3, name: 'a' }, { id: 4, name: 'b' }]; c.annotations[0].category_id = 4; }), '--test-images', squares], /^classes: coco\.json has "square", and the detector knows "a, b"; wanted the same names$/m],
      [real(good, '--real-count', '5'), /--real-count is 5, and coco\.json has 4 pictures to train on/m],
      [real(good, '--split', 'a=0.5,b=0.4'), /^split: the shares of "a=0\.5,b=0\.4" add up to 0\.9/m],
      [real(good, '--from', good), /^checkpoint: .*coco\.json (cannot be read|is no checkpoint)/m],
      [['--synthetic', squares, '--seen', '4'], /^synthetic: .*dataset\.json: it cannot be read/m],
      [real(good, '--misses', join(folder, 'm.json')), /^train: --misses counts on a scenemill dataset; wanted --misses-on$/m],
      [real(good, '--model', 'ssdlite', '--precision', 'bfloat16'), /^train: --precision bfloat16 is for the small detector; wanted float32 with --model ssdlite$/m],
      [['--seen', '4'], /^train: nothing to train on; wanted --synthetic, --real and --images/m],
      [['--real', good, '--seen', '4'], /^train: --real and --images belong together/m],
    ];
    const out = join(folder, 'refused');
    const input = JSON.stringify(cases.map(([args]) => ['--threads', '1', '--out', out, ...args]));
    const answers = JSON.parse(execFileSync(python, [here('refusals.py')], { encoding: 'utf8', input })) as [number, string][];
    answers.forEach(([status, stderr], i) => {
      const [args, sentence] = cases[i]!;
      expect(stderr, args.join(' ')).toMatch(sentence);
      expect(status, args.join(' ')).toBe(2);
    });
    expect(existsSync(out)).toBe(false);
  });
});

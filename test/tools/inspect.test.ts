// Checks that models are described in metres, and that a bad file does not hide the others.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { inspectionText, inspectModels } from '../../src/tools/inspect.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a good and a bad model of one folder; a folder that is not there', async () => {
  vi.stubEnv('SCENEMILL_CACHE', temporaryFolder());
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'good.obj'), 'v 1 0 0\nv 3 0 0\nv 1 4 0\nf 1 2 3\n');
  writeFileSync(join(folder, 'none.obj'), 'v 0 0 0\n');
  const found = await inspectModels(folder);
  expect(found.models).toMatchObject([{ path: join(folder, 'good.obj'), triangles: 1, materials: 1, textures: 0, sizeM: [2, 4, 0], centerM: [2, 2, 0] }]);
  expect(found.bad.map(({ file }) => file)).toEqual([join(folder, 'none.obj')]);
  expect(inspectionText(found)).toContain('size 2 x 4 x 0 m, centre (2, 2, 0) m');
  expect(inspectionText(found)).toContain('cannot be used: ');
  await expect(inspectModels(join(folder, 'gone'))).rejects.toThrow('inspect: ');
});

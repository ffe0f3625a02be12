/** Lists the foreign formats. */
import type { ExportSource } from './export-source.ts';

export type Export = (source: ExportSource) => Promise<void>;

/** Each is loaded when it is used. */
export const FORMATS: Record<string, () => Promise<Export>> = {
  coco: async () => (await import('./coco.ts')).exportCoco,
  yolo: async () => (await import('./yolo.ts')).exportYolo,
  kitti: async () => (await import('./kitti.ts')).exportKitti,
  voc: async () => (await import('./voc.ts')).exportVoc,
  bop: async () => (await import('./bop.ts')).exportBop,
  solo: async () => (await import('./solo.ts')).exportSolo,
  perception: async () => (await import('./perception.ts')).exportPerception,
  nuscenes: async () => (await import('./nuscenes.ts')).exportNuscenes,
  mds: async () => (await import('./mds.ts')).exportMds,
};

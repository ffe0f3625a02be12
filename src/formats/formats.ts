/** Lists the foreign formats: a new one is a file of its own and one line here. */
import type { ExportSource } from './export-source.ts';

export type Export = (source: ExportSource) => Promise<void>;

/** Options of an export that only some formats take. */
export type FormatOption = 'segments' | 'assets';

export interface Format {
  /** The format's module is loaded when it is used, so that --help, which lists all formats, loads none. */
  load: () => Promise<Export>;
  /** Absent: none. */
  options?: readonly FormatOption[];
}

export const FORMATS: Record<string, Format> = {
  coco: { load: async () => (await import('./coco.ts')).exportCoco },
  yolo: { load: async () => (await import('./yolo.ts')).exportYolo, options: ['segments'] },
  kitti: { load: async () => (await import('./kitti.ts')).exportKitti, options: ['assets'] },
  voc: { load: async () => (await import('./voc.ts')).exportVoc },
  bop: { load: async () => (await import('./bop.ts')).exportBop, options: ['assets'] },
  solo: { load: async () => (await import('./solo.ts')).exportSolo },
  perception: { load: async () => (await import('./perception.ts')).exportPerception },
  nuscenes: { load: async () => (await import('./nuscenes.ts')).exportNuscenes },
  mds: { load: async () => (await import('./mds.ts')).exportMds },
};

/** Names of the formats that take the option, in alphabetical order. */
export function formatsWith(option: FormatOption): string[] {
  return Object.entries(FORMATS).flatMap(([name, { options }]) => (options?.includes(option) ? [name] : [])).sort();
}

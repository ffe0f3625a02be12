/** Says why a file that looks like a model is not read, and what to do. */
import { extname } from 'node:path';

/** Formats whose files are often beside models or in their place. */
const MODELS = new Set([
  '.3dm', '.3ds', '.abc', '.amf', '.ase', '.blend', '.brep', '.c4d', '.dwg', '.dxf', '.f3d', '.gcode', '.hip', '.iam', '.ifc', '.iges', '.igs',
  '.ipt', '.jt', '.lwo', '.lxo', '.ma', '.max', '.mb', '.off', '.pcd', '.prt', '.skp', '.sldasm', '.sldprt', '.splat', '.step', '.stp', '.vox', '.vrml',
  '.wrl', '.x', '.x3d', '.x_t', '.xyz', '.ztl',
]);
const ARCHIVES = new Set(['.7z', '.gz', '.rar', '.tar', '.tgz', '.zip']);

/** @returns the reason alone, or null for a file that looks like no model */
export function whyUnread(path: string): string | null {
  const extension = extname(path).toLowerCase();
  if (MODELS.has(extension)) return `${extension} models are not read; export it as .glb`;
  if (ARCHIVES.has(extension)) return 'archives are not read; unpack it';
  return null;
}

/** Decides which materials are drawn from behind too, and says where a model is missing from behind. */
import type { CompiledMaterial, DoubleSided, ModelDrawing } from '../compiled-model.ts';
import { openMaterials, shareSeenThrough } from '../silhouettes/back-faces.ts';
import { levelMesh, type LevelRange } from '../silhouettes/silhouette-mesh.ts';

/** Deviation over radius of the level on which the views are compared: a share of a silhouette needs no more. */
const MOST_ERROR_OVER_RADIUS = 0.01;

/**
 * The materials with what `doubleSided` makes of them. Only a model with an open surface of a single-sided material is looked at.
 * @param lods ranges of the drawing's arrays, finest first
 * @returns also at most one note
 */
export function withSides(
  drawing: Pick<ModelDrawing, 'positions' | 'attributes' | 'triangleWords' | 'neighbors' | 'materials' | 'alphaMasks'>,
  lods: readonly LevelRange[], radiusM: number, doubleSided: DoubleSided,
): { materials: CompiledMaterial[]; note: string[] } {
  const { materials } = drawing;
  const both = (isMeant: (material: number) => boolean) => materials.map((material, i) => (isMeant(i) ? { ...material, doubleSided: true } : material));
  if (doubleSided === 'always') return { materials: both(() => true), note: [] };
  const open = openMaterials(drawing, lods[0]!.triangleCount);
  if (open.size === 0) return { materials, note: [] };
  const level = lods.findLast(({ errorM }) => errorM <= MOST_ERROR_OVER_RADIUS * radiusM) ?? lods[0]!;
  const share = shareSeenThrough(levelMesh(drawing, level, radiusM), open);
  if (share === 0) return { materials, note: [] };
  if (doubleSided === 'auto') return { materials: both((material) => open.has(material)), note: [] };
  const unscheduled = share === 1 ? ' (views that show nothing are not scheduled)' : '';
  return { materials, note: [`single-sided and open: up to ${Math.floor(100 * share)} % of its silhouette is missing from behind${unscheduled}; assets.doubleSided: auto draws both sides`] };
}

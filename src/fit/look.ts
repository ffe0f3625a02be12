/** Tells plain backgrounds from busy ones. */
import type { Background } from './background.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import { mean } from './quantiles.ts';

/** How the background of a photo looks. */
export type Look = 'plain' | 'between' | 'busy';

/** Shares of edges and of even pixels of plain backgrounds and of busy ones. */
const PLAIN = { edges: 0.1, evenness: 0.72 };
const BUSY = { edges: 0.22, evenness: 0.58 };

export function lookOf({ edges, background: { evenness } }: Pick<PhotoMeasures, 'edges'> & { background: Pick<Background, 'evenness'> }): Look {
  if (edges > BUSY.edges || evenness < BUSY.evenness) return 'busy';
  return edges <= PLAIN.edges && evenness >= PLAIN.evenness ? 'plain' : 'between';
}

/** Shares of the photos that are plain and busy; each of those between counts half to both. */
export function busyShare(photos: readonly PhotoMeasures[]): number {
  return mean(photos.map((photo) => ({ plain: 0, between: 0.5, busy: 1 })[lookOf(photo)]));
}

/** Shows sampled pictures of both sets with their labels, and filters them by class without a script. */
import { classColor } from '../encode/overlay.ts';
import { fixed, type Tone } from './distribution-chart.ts';
import { type Content, html, Markup } from './html.ts';
import { many, percentText } from './numbers.ts';
import type { PictureOverlay } from './sampled-pictures.ts';

const LAYERS = [['boxes', 'boxes', 'box'], ['masks', 'masks', 'mask'], ['solids', '3D boxes', 'solid'], ['points', 'keypoints', 'point']] as const;

/**
 * @param classes the classes that the filter offers, in the order of their names
 * @param real null without a real set
 */
export function picturesSection(ours: readonly PictureOverlay[], real: readonly PictureOverlay[] | null, classes: readonly string[]): Markup {
  const classIds = new Map(classes.map((name, i) => [name.toLowerCase(), i + 1]));
  const all = [...ours, ...(real ?? [])];
  const has = (layer: string): boolean => layer === 'box' || all.some(({ marks }) => marks.some(({ maskPath, solidPath, keypoints }) => (layer === 'mask' ? maskPath : layer === 'solid' ? solidPath : keypoints.length > 0)));
  const layers = LAYERS.filter(([, , layer]) => has(layer));
  const styles = [
    ...layers.map(([id, , layer]) => `body:has(#show-${id}:not(:checked)) .photo .${layer}{display:none}`),
    ...classes.map((_, i) => `body:has(#only option[value="${i + 1}"]:checked) :is(.photo:not(.has-${i + 1}),.object:not(.class-${i + 1})){display:none}`),
  ].join('\n');
  const group = (tone: Tone, title: string, pictures: readonly PictureOverlay[]): Content => pictures.length > 0 && html`<h3 class="${tone}-text">${title}</h3><div class="photos">${pictures.map((picture) => photo(picture, classIds))}</div>`;
  return html`<section id="pictures"><h2>Pictures</h2>
<p>${many(ours.length, 'image')} of the dataset, taken evenly${real && real.length > 0 ? `, and ${many(real.length, 'real photo')}` : ''}. A dashed box is marked to be ignored.</p>
<style>${new Markup(styles)}</style>
<div class="controls">${classes.length > 1 && html`<label>class <select id="only"><option value="0" selected>all</option>${classes.map((name, i) => html`<option value="${i + 1}">${name}</option>`)}</select></label>`}${layers.map(([id, label, layer]) => html`<label><input type="checkbox" id="show-${id}"${layer !== 'solid' && html` checked`}>${label}</label>`)}</div>
${group('ours', 'yours', ours)}${real && group('real', 'real', real)}</section>`;
}

function photo({ key, width, height, jpeg, objects, marks }: PictureOverlay, classIds: ReadonlyMap<string, number>): Markup {
  const idOf = (category: string): number => classIds.get(category.toLowerCase()) ?? 0;
  const largestFirst = objects.map((object, i) => ({ object, mark: marks[i] })).sort((a, b) => b.object.box[2] * b.object.box[3] - a.object.box[2] * a.object.box[3]);
  const radius = Math.max(width, height) / 150;
  const drawn = largestFirst.map(({ object: { category, box, tightBox, ignore, visibility }, mark }): Content => {
    const id = idOf(category);
    const rectangle = ([x, y, w, h]: readonly [number, number, number, number], kind: string): Content => html`<rect class="${kind}" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(w)}" height="${fixed(h)}"/>`;
    return html`<g class="object class-${id}" style="--class:rgb(${classColor(id).join(' ')})"><title>${category}${visibility !== null && `, ${percentText(visibility)} visible`}</title>${mark?.maskPath && html`<path class="mask" d="${mark.maskPath}"/>`}${mark?.solidPath && html`<path class="solid" d="${mark.solidPath}"/>`}${tightBox && rectangle(tightBox, 'box tight')}${rectangle(box, ignore ? 'box ignored' : 'box')}${mark?.keypoints.map(({ x, y, isVisible }) => html`<circle class="${isVisible ? 'point' : 'point hidden'}" cx="${fixed(x)}" cy="${fixed(y)}" r="${fixed(radius)}"/>`)}</g>`;
  });
  const classes = [...new Set(objects.map(({ category }) => idOf(category)))].map((id) => ` has-${id}`).join('');
  return html`<figure class="photo${classes}"><svg viewBox="0 0 ${width} ${height}" role="img"><title>${key}, ${many(objects.length, 'object')}</title><image href="data:image/jpeg;base64,${jpeg.toString('base64')}" width="${width}" height="${height}" preserveAspectRatio="none"/>${drawn}</svg><figcaption>${key}, ${width} × ${height}, ${many(objects.length, 'object')}</figcaption></figure>`;
}

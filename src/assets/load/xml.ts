/** Gives three's loaders of XML formats a parser outside a browser. */
import { Document, DOMParser, Element } from '@xmldom/xmldom';

/** The selectors that these loaders use: names one below the other, in any namespace, or the value of an attribute. */
const QUERIES = {
  querySelectorAll(this: Document | Element, selector: string): Element[] {
    const [, attribute, value] = /^\[(\w+)="([^"]*)"\]$/.exec(selector) ?? [];
    if (attribute !== undefined) return [...this.getElementsByTagName('*')].filter((element) => element.getAttribute(attribute) === value);
    return selector.split(' ').reduce<(Document | Element)[]>((nodes, name) => nodes.flatMap((node) => [...node.getElementsByTagNameNS('*', name)]), [this]) as Element[];
  },
  querySelector(this: Document | Element, selector: string): Element | null {
    return QUERIES.querySelectorAll.call(this, selector)[0] ?? null;
  },
};
for (const { prototype } of [Document, Element]) Object.assign(prototype, QUERIES);

/** Runs one of three's loaders, which asks for the browser's parser by its name. Nothing of the text is fetched. */
export function withXmlParser<T>(load: () => T): T {
  const page = globalThis as { DOMParser?: unknown };
  const before = page.DOMParser;
  page.DOMParser = DOMParser;
  try {
    return load();
  } finally {
    page.DOMParser = before;
  }
}

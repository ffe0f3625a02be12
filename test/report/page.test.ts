/** Checks that the page is well-formed, escapes what comes from data, and loads nothing. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { escapeHtml, html } from '../../src/report/html.ts';
import { reportPage } from '../../src/report/page.ts';
import { AWKWARD } from '../support/dataset.ts';
import { findPython } from '../support/python.ts';
import { madeUpOverlays, madeUpReport } from '../support/made-up-report.ts';

const python = findPython();
const pages = {
  'with a real set': reportPage(madeUpReport({ hasReal: true, className: 'die' }), madeUpOverlays('die', true)),
  'without a real set': reportPage(madeUpReport({ hasReal: false, className: 'die' }), madeUpOverlays('die', false)),
  'with an awkward name': reportPage(madeUpReport({ hasReal: true, className: AWKWARD }), madeUpOverlays(AWKWARD, true)),
};

test.each(Object.entries(pages))('a page %s loads nothing and has no script', (_, page) => {
  expect(page).not.toMatch(/<script|<link|<iframe|@import|\bon\w+=|javascript:/i);
  const targets = [...page.matchAll(/\b(?:src|href|xlink:href|action|data|poster)="([^"]*)"/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(5);
  expect(targets.filter((target) => !/^#\w+$|^data:image\/jpeg;base64,/.test(target))).toEqual([]);
  expect(page.match(/url\([^)]*\)/g)).toBeNull();
});

/** Reports elements that are not closed in the order of opening, and parses each SVG as XML. */
const CHECK = `
import sys
from html.parser import HTMLParser
from xml.etree import ElementTree
VOID = {'meta', 'input', 'br', 'link'}
page = sys.stdin.buffer.read().decode()
class Check(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], []
    def handle_starttag(self, tag, attrs):
        if tag not in VOID: self.open.append(tag)
    def handle_startendtag(self, tag, attrs): pass
    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.getpos())
    def handle_data(self, data): self.text.append(data)
check = Check()
check.feed(page)
check.close()
assert check.open == [], check.open
svgs = page.split('<svg')[1:]
for svg in svgs: ElementTree.fromstring('<svg' + svg[:svg.index('</svg>')] + '</svg>')
sys.stdout.buffer.write(('%d\\n' % len(svgs) + ' '.join(check.text)).encode())
`;

test.skipIf(!python).each(Object.entries(pages))('a page %s is well-formed for another parser', (name, page) => {
  const { stdout, stderr, status } = spawnSync(python!, ['-c', CHECK], { input: page, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(Number(stdout.split('\n')[0])).toBeGreaterThan(8);
  if (name === 'with an awkward name') expect(stdout).toContain(AWKWARD);
});

test('no string becomes markup', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', '\'', 'a', ';', '\u0000', '咖') }), (text) => {
    const escaped = escapeHtml(text);
    expect(escaped).not.toMatch(/[<>"']/);
    expect(escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
    expect(html`<i title="${text}">${[text, html`<b></b>`, null, false]}</i>`.text).toBe(`<i title="${escaped}">${escaped}<b></b></i>`);
  }));
});

test('classes beyond the most frequent ones are left to the JSON, and the page says so', () => {
  const classes = Array.from({ length: 300 }, (_, i) => ({ name: `class ${i}`, ours: 300 - i, real: null }));
  const page = reportPage({ ...madeUpReport({ hasReal: false, className: 'die' }), classes }, { ours: [], real: null });
  expect(page).toContain('The 40 most frequent of 300 classes; report.json has all.');
  expect(page).toContain('class 39<');
  expect(page).not.toContain('class 40<');
});

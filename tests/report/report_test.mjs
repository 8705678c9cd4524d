// The page of `fluxgate report` in a real headless Chromium: no console error, no request, charts drawn, tables sort by
// keyboard, axe finds nothing serious in light or dark, prints, small. Usage: node report_test.mjs FLUXGATE [SCREENSHOTS]
// Exit 77 when Chromium is not installed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [program, shots] = process.argv.slice(2);
const browserPath = '/usr/bin/chromium';
if (!existsSync(browserPath)) {
  console.log(`skipped: ${browserPath} is not installed`);
  process.exit(77);
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fluxgate-report-'));
const fluxgate = (...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const makePage = () => {
  const runs = [['vit-b-16', 'npu_datacenter'], ['vit-b-16', 'h100_sxm'], ['resnet-50', 'npu_edge']];
  const results = runs.map(([network, machine]) => {
    const out = join(folder, `${network}-${machine}`);
    fluxgate('run', network, '--arch', machine, '--out', out);
    return out;
  });
  const spec = join(folder, 'space.yaml');
  writeFileSync(spec, 'workload: vit-b-16\narch: npu_datacenter\nkeys: {array.rows: [32, 64, 128, 256], cores: [2, 4, 8]}\n' +
    'metrics: {multipliers: array.rows * cores * 128}\nobjectives: [time_s, multipliers]\ntier: bound\n');
  fluxgate('sweep', spec, '--jobs', '1', '--quiet');
  const page = join(folder, 'report.html');
  fluxgate('report', ...results, join(folder, 'space.db'), '-o', page);
  return page;
};

const checkPage = async (browser, page, colorScheme) => {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 }, offline: true });
  const tab = await context.newPage();
  const problems = [], requests = [];
  tab.on('console', (m) => ['error', 'warning'].includes(m.type()) && problems.push(m.text()));
  tab.on('pageerror', (e) => problems.push(String(e)));
  tab.on('request', (r) => requests.push(r.url()));
  await tab.goto(`file://${page}`);
  await tab.waitForSelector('html[data-drawn=yes]');
  assert.deepEqual(problems, [], 'console');
  assert.deepEqual(requests, [`file://${page}`], 'requests');

  for (const box of await tab.$$('.chart')) await box.isVisible() && await box.scrollIntoViewIfNeeded();
  const charts = await tab.$$eval('.chart', (list) => list.filter((c) => c.clientWidth > 0).map((c) => ({
    says: c.getAttribute('aria-label'), shapes: c.querySelectorAll('svg path, svg circle').length,
    words: c.querySelectorAll('svg text').length })));
  assert.ok(charts.length >= 18, `${charts.length} charts`);
  for (const c of charts) assert.ok(c.shapes >= 3 && c.words >= 3, `not drawn: ${JSON.stringify(c)}`);

  // Sorting by keyboard alone: focus the heading's button, press Enter.
  const times = () => tab.$eval('table.sorts', (t) => [...t.tBodies[0].rows].map((r) => Number(r.cells[4].dataset.sort)));
  await tab.focus('table.sorts th:nth-child(5) button');
  await tab.keyboard.press('Enter');
  const down = await times();
  assert.deepEqual(down, [...down].sort((a, b) => b - a), 'descending');
  await tab.keyboard.press('Enter');
  const up = await times();
  assert.deepEqual(up, [...up].sort((a, b) => a - b), 'ascending');
  assert.equal(await tab.getAttribute('table.sorts th:nth-child(5)', 'aria-sort'), 'ascending');

  await tab.evaluate(axe);
  const found = await tab.evaluate(async () => (await globalThis.axe.run(document)).violations
    .map((v) => ({ id: v.id, impact: v.impact, where: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)) })));
  assert.deepEqual(found.filter((v) => ['serious', 'critical'].includes(v.impact)), [], 'axe');
  if (shots) await tab.screenshot({ path: join(shots, `report-${colorScheme}.png`), fullPage: true });
  if (colorScheme === 'light') {
    const pdf = await tab.pdf({ preferCSSPageSize: true });
    assert.ok(pdf.length > 20_000, 'print');
    if (shots) writeFileSync(join(shots, 'report.pdf'), pdf);
  }
  await context.close();
  return charts.length;
};

// Every network of checks.csv on one machine: small enough to mail, drawn at once.
const makeGallery = () => {
  const table = readFileSync(new URL('../reference/workloads/checks.csv', import.meta.url), 'utf8').split('\n').slice(1);
  const ids = [...new Set(table.map((row) => row.split(',')[0]))].filter(Boolean);
  assert.equal(ids.length, 44);
  const results = ids.map((id) => {
    const out = join(folder, 'gallery', id);
    fluxgate('run', id, '--arch', 'npu_datacenter', '--out', out);
    return out;
  });
  const page = join(folder, 'gallery.html');
  fluxgate('report', ...results, '-o', page);
  return page;
};

const openGallery = async (browser, page) => {
  const size = statSync(page).size;
  assert.ok(size < 3_000_000, `44 networks: ${size} bytes`);
  const tab = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true })).newPage();
  const begin = performance.now();
  await tab.goto(`file://${page}`);
  await tab.waitForSelector('html[data-drawn=yes]');
  const took = performance.now() - begin;
  await tab.locator('[id="20-machines"] .chart').first().scrollIntoViewIfNeeded();
  await tab.waitForSelector('[id="20-machines"] .chart svg');
  assert.equal(await tab.locator('[id="10-summary"] article').count(), 44);
  const closed = tab.locator('[id="60-time"] details').first();
  await closed.locator('summary').focus();
  await tab.keyboard.press('Enter');
  await closed.locator('.chart svg').nth(2).waitFor();  // use, power, memory: drawn when opened
  console.log(`44 networks: ${(size / 1e6).toFixed(2)} MB, open after ${(took / 1e3).toFixed(2)} s`);
};

const page = makePage();
const size = statSync(page).size;
assert.ok(size < 3_000_000, `${size} bytes`);
const browser = await chromium.launch({ executablePath: browserPath });
try {
  const light = await checkPage(browser, page, 'light');
  await checkPage(browser, page, 'dark');
  await openGallery(browser, makeGallery());
  console.log(`${(size / 1e6).toFixed(2)} MB, ${light} charts drawn, tables sort, axe: nothing serious, no request`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

// Screenshots of a page for reading: node shot.mjs PAGE.html FOLDER. Light and dark at 1440 px, light at 400 px, in pieces of
// 1600 px height, and a PDF.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const [page, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
for (const [name, width, colorScheme] of [['light', 1440, 'light'], ['dark', 1440, 'dark'], ['narrow', 400, 'light']]) {
  const tab = await browser.newPage({ viewport: { width, height: 1600 }, colorScheme });
  const begin = performance.now();
  await tab.goto(`file://${resolve(page)}`);
  await tab.waitForSelector('html[data-drawn=yes]');
  const size = await tab.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  console.log(name, `${Math.round(performance.now() - begin)} ms, ${size.join(' x ')} px`);
  for (let piece = 0; piece < Math.min(6, Math.ceil(size[1] / 1600)); ++piece) {
    await tab.evaluate((y) => scrollTo(0, y), 1600 * piece);
    await tab.waitForTimeout(150);
    await tab.screenshot({ path: join(folder, `${name}-${piece}.png`) });
  }
  if (name === 'light') writeFileSync(join(folder, 'page.pdf'), await tab.pdf({ preferCSSPageSize: true }));
  await tab.close();
}
await browser.close();

// Pictures of the pages, for people to look at: both themes, wide and narrow.

import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import path from 'node:path';

import { App, priceCreated } from './app.mjs';
import { launch, open } from './browser.mjs';

const folder = path.resolve('screenshots');
let browser, app, pages;

before(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await launch();
  app = await App.serving();
  await app.deliver(priceCreated());
  await app.deliver(priceCreated({ currency: 'eur' }));
  await app.deliver(priceCreated(), { signedWith: 'whsec_other' });
  const [run] = app.json('runs', '--job', 'announce-price');
  await app.until(run.id, 'completed');
  const large = { total: 98_000, items: ['desk', 'lamp', 'chair'], customer: 'Grace', id: 'ord_8' };
  const runs = app.order(large).map((id) => app.json('runs', 'show', id));
  const of = (job) => runs.find((run) => run.job === job).id;
  await app.until(of('pack-order'), 'completed');
  await app.until(of('reserve-stock'), 'failed');
  await app.until(of('ask-for-review'), 'waiting');
  for (let n = 0; n < 6; n += 1) app.json('test', n % 3 ? 'announce-price' : 'pack-order');
  const deliveries = app.json('deliveries');
  const verdict = (verdict) => deliveries.find((delivery) => delivery.verdict === verdict).id;
  const filtered = deliveries.filter((delivery) => delivery.verdict === 'accepted')[0].events[0];
  pages = {
    overview: '/',
    jobs: '/jobs',
    job: '/jobs/pack-order',
    test: '/jobs/pack-order/test',
    runs: '/runs',
    'run-finished': `/runs/${run.id}`,
    'run-nested': `/runs/${of('pack-order')}`,
    'run-failed': `/runs/${of('reserve-stock')}?task=${encodeURIComponent('["reserve"]')}`,
    'run-waiting': `/runs/${of('ask-for-review')}`,
    event: `/events/${filtered.id}?source=${encodeURIComponent(filtered.source)}`,
    'delivery-accepted': `/deliveries/${verdict('accepted')}`,
    'delivery-rejected': `/deliveries/${verdict('rejected')}`,
    sources: '/sources',
    source: '/sources/stripe.webhook',
    schedules: '/schedules',
    integrations: '/integrations',
    settings: '/settings',
  };
});
after(async () => { await browser?.close(); await app?.stop(); });

for (const theme of ['light', 'dark']) {
  for (const width of [1280, 375]) {
    test(`pictures in the ${theme} theme, ${width} pixels wide`, async () => {
      const { page, close } = await open(browser, app.url, { theme, width, height: width === 375 ? 720 : 860 });
      for (const [name, path] of Object.entries(pages)) {
        await page.goto(path);
        await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png`, fullPage: width === 375 });
      }
      await close();
    });
  }
}

// What a person can do with the dashboard, done in a real browser on a real app.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';

import { App, priceCreated } from './app.mjs';
import { launch, open } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser, app, page, faults, close;

before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A page on a served app; what no page may do fails the check. */
const onAnApp = (options) => {
  before(async () => { app = await App.serving(); });
  after(async () => { await app.stop(); });
  beforeEach(async () => { ({ page, faults, close } = await open(browser, app.url, options)); });
  afterEach(async () => { await close(); assert.deepEqual(faults, []); });
};

const badge = (text) => page.locator('#main .badge', { hasText: text }).first();
const at = (path) => page.waitForURL((url) => url.pathname + url.search === path || path.test?.(url.pathname + url.search));
const idIn = (url) => url.match(/run_[0-9a-f]{32}/)[0];

/** Runs the job whose test page is open, and gives the run's id. */
const runTheTest = async () => {
  await page.locator('#payload').press('Control+Enter');
  await at(/^\/runs\/run_/);
  return idIn(page.url());
};

describe('a first run', () => {
  onAnApp();

  test('1 one click on the overview of an empty database leads to a finished run', async () => {
    await page.goto('/');
    await page.locator('#main form button.primary').click();
    await at(/^\/runs\/run_/);
    await page.locator('h1 .badge', { hasText: 'Completed' }).waitFor();
  });
});

describe('an empty database', () => {
  onAnApp();

  test('1 the overview shows a first command that can be copied, and it works', async () => {
    await page.goto('/');
    const copy = page.locator('#main [data-copy]').first();
    const command = await copy.getAttribute('data-copy');
    await copy.click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), command);
    const [, job] = command.match(/\btest ([\w-]+)/) ?? assert.fail(`no test in: ${command}`);
    const done = app.cli('test', job);
    assert.equal(done.status, 0, done.stderr);
    await page.locator(`a[href="/jobs/${job}"]`).first().waitFor();
  });
});

describe('jobs and their test pages', () => {
  onAnApp();

  test('2 all jobs are listed with id, version and trigger', async () => {
    await page.goto('/jobs');
    const listed = await page.locator('#main').innerText();
    for (const job of app.json('jobs')) {
      for (const part of [job.id, job.version, job.trigger]) {
        assert.ok(listed.includes(part), `${part} is not in ${listed}`);
      }
    }
  });

  test('3 the first example is there when the test page opens', async () => {
    await page.goto('/jobs/pack-order/test');
    const payload = JSON.parse(await page.locator('#payload').inputValue());
    assert.equal(payload.id, 'ord_1');
  });

  test('4 another example replaces the text', async () => {
    await page.goto('/jobs/pack-order/test');
    await page.getByRole('link', { name: 'A large order' }).click();
    await at('/jobs/pack-order/test?example=large');
    await page.waitForFunction(() => document.getElementById('payload').value.includes('ord_2'));
  });

  test('5 Ctrl+Enter lands on the run', async () => {
    await page.goto('/jobs/announce-price/test');
    const run = await runTheTest();
    assert.equal(app.json('runs', 'show', run).is_test, true);
  });

  test('6 JSON that is none is told by line and column, and runs nothing', async () => {
    const before = app.json('runs').length;
    await page.goto('/jobs/pack-order/test');
    await page.locator('#payload').fill('{\n  "id": ord_1\n}');
    await page.locator('#payload').press('Control+Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /line 2,? column 9/);
    assert.equal(app.json('runs').length, before);
  });

  test('7 a value of the wrong type is told by its place', async () => {
    await page.goto('/jobs/pack-order/test');
    const order = { id: 'ord_1', customer: 'Ada', total: 'a lot', items: [] };
    await page.locator('#payload').fill(JSON.stringify(order, null, 2));
    await page.locator('#payload').press('Control+Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /\/total/);
  });

  test('8 a queued run becomes a completed one without a reload', async () => {
    await page.goto('/jobs/pack-order/test?example=large');
    await runTheTest();
    await page.evaluate(() => { window.unchanged = true; });
    await badge('Completed').waitFor();
    assert.equal(await page.evaluate(() => window.unchanged), true);
  });
});

describe('a run', () => {
  onAnApp();
  let run;
  before(() => { run = app.json('test', 'announce-price').id; });

  test('9 the waterfall has a bar for each task', async () => {
    await page.goto(`/runs/${run}`);
    const tasks = app.json('runs', 'show', run).tasks;
    assert.equal(tasks.length, 4);
    await assertCount(page.locator('.waterfall [data-task]'), tasks.length);
    await assertCount(page.locator('.waterfall [data-task] rect'), tasks.length);
  });

  test('10 a selected task is in the URL, and still selected after a reload', async () => {
    await page.goto(`/runs/${run}`);
    const task = page.locator('.waterfall [data-task]', { hasText: 'index' });
    await task.click();
    await page.waitForURL(/\?task=/);
    await page.locator('[data-task][aria-current=true]', { hasText: 'index' }).waitFor();
    await page.reload();
    await page.locator('[data-task][aria-current=true]', { hasText: 'index' }).waitFor();
  });

  test('11 a failed task shows its error and its attempts', async () => {
    const failed = app.json('runs', 'show', failedRun());
    await page.goto(`/runs/${failed.id}`);
    await page.locator('.waterfall [data-task]', { hasText: 'reserve' }).click();
    await page.waitForURL(/\?task=/);
    const shown = await page.locator('#main').innerText();
    assert.match(shown, /the stock room is closed/);
    assert.match(shown, /Attempts\s+3/i);
  });

  test('12 a replay is a new run, and each leads to the other', async () => {
    await page.goto(`/runs/${run}`);
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/runs/run_') && !url.pathname.includes(run));
    const replay = idIn(page.url());
    await page.locator(`#main a[href="/runs/${run}"]`).first().click();
    await at(`/runs/${run}`);
    await page.locator(`#main a[href="/runs/${replay}"]`).first().waitFor();
  });

  test('13 a replay on an edited payload keeps the edited one', async () => {
    await page.goto(`/runs/${run}`);
    await page.getByRole('link', { name: /edit/i }).click();
    await page.waitForURL(/\/test\?run=/);
    const payload = JSON.parse(await page.locator('#payload').inputValue());
    await page.locator('#payload').fill(JSON.stringify({ ...payload, unit_amount: 4200 }));
    const replay = app.json('runs', 'show', await runTheTest());
    assert.equal(replay.payload.unit_amount, 4200);
    assert.equal(replay.replay_of, run);
  });

  test('14 a retry leaves completed tasks as they are', async () => {
    const failed = failedRun();
    app.openTheStockRoom();
    await page.goto(`/runs/${failed}`);
    await page.getByRole('button', { name: /retry/i }).click();
    await badge('Completed').waitFor();
    const ledger = readFileSync(app.env.GALLERY_LEDGER, 'utf8').split('\n');
    const order = app.json('runs', 'show', failed).payload.id;
    assert.equal(ledger.filter((line) => line === `counted ${order}`).length, 1);
    assert.equal(ledger.filter((line) => line === `reserved ${order}`).length, 1);
  });

  test('15 a cancelled run says so, and cannot be cancelled again', async () => {
    const waiting = waitingRun();
    await app.until(waiting, 'waiting');
    await page.goto(`/runs/${waiting}`);
    await page.getByRole('button', { name: /cancel/i }).click();
    await badge('Cancelled').waitFor();
    assert.equal(await page.getByRole('button', { name: /cancel/i }).count(), 0);
  });
});

describe('many runs', () => {
  onAnApp();
  before(() => {
    for (let n = 0; n < 4; n += 1) failedRun(`ord_f${n}`);
    app.json('test', 'announce-price');
  });

  test('16 filters are in the URL, and Back restores them', async () => {
    await page.goto('/runs');
    await page.getByLabel('Status').selectOption('failed');
    await page.waitForURL(/status=failed/);
    await assertCount(page.locator('#main tbody tr'), 4);
    await page.locator('#main [data-open]').first().click();
    await page.waitForURL(/\/runs\/run_/);
    await page.goBack();
    await page.waitForURL(/status=failed/);
    await assertCount(page.locator('#main tbody tr'), 4);
    assert.equal(await page.getByLabel('Status').inputValue(), 'failed');
  });

  test('17 a pasted id opens what it names', async () => {
    const [{ id }] = app.json('runs');
    await page.goto('/');
    await page.keyboard.press('/');
    await page.keyboard.insertText(` ${id} `);
    await page.keyboard.press('Enter');
    await at(`/runs/${id}`);
  });

  test('18 a retry of all that match confirms how many they are', async () => {
    app.openTheStockRoom();
    await page.goto('/runs?status=failed');
    await page.getByRole('button', { name: /retry all/i }).or(page.getByRole('link', { name: /retry all/i })).click();
    await page.getByText(/\b4 runs\b/).first().waitFor();
    await page.getByRole('button', { name: /retry (all )?4/i }).click();
    await waitFor(() => app.json('runs', '--job', 'reserve-stock').every((run) => run.status === 'completed'));
    assert.equal(app.json('runs', '--status', 'failed').length, 0);
  });
});

describe('deliveries and events', () => {
  onAnApp();

  test('19 a delivery shows the bytes that were sent', async () => {
    const sent = await app.deliver(priceCreated({ nickname: 'Übergröße' }));
    assert.equal(sent.status, 200);
    const [delivery] = app.json('deliveries');
    await page.goto(`/deliveries/${delivery.id}`);
    const body = page.getByLabel('Body, as it arrived');
    assert.equal(await body.textContent(), sent.body);
  });

  test('20 a bad signature is rejected, says why, and runs nothing', async () => {
    const before = app.json('runs').length;
    const sent = await app.deliver(priceCreated(), { signedWith: 'whsec_other' });
    assert.equal(sent.status, 401);
    const [delivery] = app.json('deliveries');
    await page.goto(`/deliveries/${delivery.id}`);
    await badge('Rejected').waitFor();
    assert.match(await page.locator('#main').innerText(), /signature/i);
    assert.equal(app.json('runs').length, before);
  });

  test('21 an event names the condition that kept a job from it, and the value', async () => {
    await app.deliver(priceCreated({ currency: 'eur' }));
    await page.goto('/events');
    await page.locator('#main [data-open]').first().click();
    await page.waitForURL(/\/events\//);
    const shown = await page.locator('#main').innerText();
    assert.match(shown, /price\.currency == "usd"/);
    assert.match(shown, /eur/);
  });
});

describe('beside the numbered checks', () => {
  onAnApp();

  test('a payload is delivered as its provider would, and the delivery is replayed', async () => {
    await page.goto('/jobs/announce-price/test');
    await page.getByRole('button', { name: 'Deliver, signed' }).click();
    await at(/^\/runs\/run_/);
    await badge('Completed').waitFor();
    await page.locator('#main a[href^="/deliveries/"]').first().click();
    await at(/^\/deliveries\//);
    await badge('Accepted').waitFor();
    const delivery = page.url();
    await page.getByText('Replay…').click();
    await page.getByLabel('Start another run of jobs that have one').check();
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await page.waitForURL((url) => url.pathname.startsWith('/deliveries/') && url.href !== delivery);
    assert.equal(app.json('runs', '--job', 'announce-price').length, 2);
    await page.locator(`#main a[href="${new URL(delivery).pathname}"]`).first().waitFor();
  });

  test('? shows the keys, and Escape hides them', async () => {
    await page.goto('/runs');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor({ state: 'hidden' });
  });
});

describe('what holds on every page', () => {
  onAnApp();
  const paths = async () => {
    const [delivery] = app.json('deliveries');
    const [run] = app.json('runs', '--job', 'announce-price');
    const source = encodeURIComponent(run.event.source ?? '');
    return [
      '/', '/jobs', '/jobs/pack-order', '/jobs/pack-order/test', '/runs', `/runs/${run.id}`,
      `/runs/${failed}`, `/runs/${waiting}`, '/events', `/events/${run.event.id}?source=${source}`,
      '/deliveries', `/deliveries/${delivery.id}`, '/sources', '/sources/stripe.webhook',
      '/schedules', '/integrations', '/settings',
    ];
  };
  let failed, waiting;
  before(async () => {
    await app.deliver(priceCreated());
    failed = failedRun();
    waiting = waitingRun();
    await app.until(waiting, 'waiting');
  });

  test('22 another time zone changes every time', async () => {
    const times = async () => {
      await page.goto(`/runs/${failed}`);
      return page.locator('time').evaluateAll((all) => all.map((time) => time.title));
    };
    const utc = await times();
    await page.goto('/settings');
    await page.getByRole('radio', { name: 'Another one' }).check();
    await page.getByLabel('Time zone', { exact: true }).last().fill('Asia/Tokyo');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('in Asia/Tokyo').waitFor();
    const tokyo = await times();
    assert.ok(utc.length > 0 && utc.length === tokyo.length);
    utc.forEach((shown, index) => assert.notEqual(shown, tokyo[index]));
  });

  for (const theme of ['light', 'dark']) {
    test(`23 axe finds nothing serious in the ${theme} theme`, async () => {
      const { page, close } = await open(browser, app.url, { theme });
      for (const path of await paths()) {
        await page.goto(path);
        // Its own world: the page's policy allows no script that is not the app's.
        const session = await page.context().newCDPSession(page);
        const { frameTree } = await session.send('Page.getFrameTree');
        const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
        await session.send('Runtime.evaluate', { contextId, expression: axe });
        const { result } = await session.send('Runtime.evaluate', {
          contextId, awaitPromise: true, returnByValue: true,
          expression: `axe.run().then((found) => found.violations
            .filter((it) => ['serious', 'critical'].includes(it.impact))
            .map((it) => it.id + ': ' + it.help + ' ' + it.nodes.map((node) => node.html).slice(0, 3).join(' | ')))`,
        });
        assert.deepEqual(result.value, [], path);
      }
      await close();
    });
  }

  test('24 at 375 pixels nothing scrolls sideways', async () => {
    const { page, close } = await open(browser, app.url, { width: 375, height: 720 });
    for (const path of await paths()) {
      await page.goto(path);
      const wide = await page.evaluate(() => {
        const { scrollWidth } = document.documentElement;
        const reaches = (element) => element.getBoundingClientRect().right > 376;
        const beyond = [...document.querySelectorAll('main *')].filter(reaches);
        return scrollWidth <= 375 ? null : `${scrollWidth}: ${beyond.map((it) => it.tagName + '.' + it.getAttribute('class')).slice(0, 6)}`;
      });
      assert.equal(wide, null, path);
    }
    await close();
  });

  test('24 a keyboard alone runs a test', async () => {
    await page.goto('/');
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await at('/jobs');
    await focus((element) => element.getAttribute('href') === '/jobs/pack-order');
    await page.keyboard.press('Enter');
    await at('/jobs/pack-order');
    await focus((element) => element.getAttribute('href')?.startsWith('/jobs/pack-order/test'));
    await page.keyboard.press('Enter');
    await at(/^\/jobs\/pack-order\/test/);
    await page.keyboard.press('Control+Enter');
    await at(/^\/runs\/run_/);
  });

  test('25 a script in a payload is inert', async () => {
    const script = '<script>window.pwned = true</script><img src=x onerror="window.pwned = true">';
    const [run] = app.order({ id: script, customer: script, total: 90_000 });
    const { event } = app.json('runs', 'show', run);
    for (const path of [`/runs/${run}`, `/events/${event.id}?source=`, `/jobs/pack-order/test?run=${run}`, '/runs', `/runs?q=${encodeURIComponent(script)}`]) {
      await page.goto(path);
      assert.equal(await page.evaluate(() => window.pwned), undefined, path);
    }
  });

  test('25 a request from another site changes nothing', async () => {
    const path = `/runs/${waiting}/cancel`;
    assert.equal(await post(path, { origin: 'https://evil.example' }), 403);
    assert.equal(await post(path, { 'sec-fetch-site': 'cross-site' }), 403);
    assert.equal(app.json('runs', 'show', waiting).status, 'waiting');
  });

  test('25 a foreign Host is refused', async () => {
    assert.equal(await post('/runs', { host: 'evil.example' }, 'GET'), 403);
  });
});

describe('the weight of a page', () => {
  onAnApp();

  test('no page with its assets is over 100 KB on the wire', async () => {
    for (const path of ['/', '/jobs', '/jobs/pack-order', '/jobs/pack-order/test', '/runs', '/events', '/deliveries',
      '/sources', '/sources/stripe.webhook', '/schedules', '/integrations', '/settings']) {
      const { page, close } = await open(browser, app.url);
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      let weight = 0;
      session.on('Network.loadingFinished', (done) => { weight += done.encodedDataLength; });
      await page.goto(path, { waitUntil: 'load' });
      assert.ok(weight > 0 && weight < 100_000, `${path} weighs ${weight} bytes`);
      await close();
    }
  });
});

/** A run that has failed for want of stock; its order is as large as it takes. */
function failedRun(id = `ord_${Math.random().toString(36).slice(2)}`) {
  const set = ['--example', 'large', '--set', `id="${id}"`];
  return app.json('test', 'reserve-stock', ...set).id;
}

/** A run that waits for a week. */
function waitingRun() {
  const runs = app.order({ total: 100 });
  return runs.find((run) => app.json('runs', 'show', run).job === 'ask-for-review');
}

async function assertCount(locator, count) {
  await waitFor(async () => (await locator.count()) === count).catch(async () => {
    assert.equal(await locator.count(), count);
  });
}

async function waitFor(condition) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`it does not come: ${condition}`);
}

/** Presses Tab until what has the focus is what is looked for. */
async function focus(isIt) {
  for (let tries = 0; tries < 80; tries += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`(${isIt})(document.activeElement)`)) return;
  }
  assert.fail(`Tab never comes to ${isIt}`);
}

/** Posts as a program would, with headers that no browser lets a page set; gives the status. */
function post(path, headers, method = 'POST') {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, method, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject).end();
  });
}

// The gallery app as a process: served on a port of its own, with a database of its own.

import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const binary = process.env.TRIGGER_GALLERY ?? path.resolve('../../target/debug/examples/gallery');
const secret = 'whsec_gallery';

export class App {
  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'trigger-gallery-'));
    this.fixed = path.join(this.folder, 'fixed');
    this.env = {
      ...process.env,
      TRIGGER_DATABASE: path.join(this.folder, 'gallery.db'),
      TRIGGER_LISTEN: '127.0.0.1:0',
      GALLERY_LEDGER: path.join(this.folder, 'ledger.txt'),
      GALLERY_FIXED: this.fixed,
      STRIPE_WEBHOOK_SECRET: secret,
      TZ: 'UTC',
    };
  }

  /** Serves, and resolves when it listens. */
  static async serving() {
    const app = new App();
    await app.serve();
    return app;
  }

  async serve(...options) {
    this.process = spawn(binary, ['serve', '--json', ...options], { cwd: this.folder, env: this.env });
    this.said = '';
    this.process.stderr.on('data', (text) => { this.said += text; });
    const started = await new Promise((resolve, reject) => {
      let written = '';
      this.process.stdout.on('data', (text) => {
        written += text;
        try { resolve(JSON.parse(written)); } catch { /* not whole yet */ }
      });
      this.process.on('exit', (code) => reject(new Error(`the app ended with ${code}: ${this.said}`)));
    });
    this.url = `http://${started.listen}`;
    this.started = started;
  }

  /** What a command prints with --json. */
  json(...args) {
    const done = this.cli(...args, '--json');
    return JSON.parse(done.stdout);
  }

  cli(...args) {
    return spawnSync(binary, args, { cwd: this.folder, env: this.env, encoding: 'utf8' });
  }

  /** Places an order, and gives the ids of the runs that it started. */
  order(order) {
    const data = { id: 'ord_7', customer: 'Ada', total: 1250, items: ['notebook'], ...order };
    return this.json('send', 'order.placed', '--data', JSON.stringify(data)).runs;
  }

  /** Resolves with a run once it is in one of these statuses. */
  async until(run, ...statuses) {
    for (let tries = 0; tries < 200; tries += 1) {
      const now = this.json('runs', 'show', run);
      if (statuses.includes(now.status)) return now;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${run} is not ${statuses}: ${JSON.stringify(this.json('runs', 'show', run))}`);
  }

  /** Posts an event to Stripe's source, signed with the secret or with another one. */
  async deliver(event, { signedWith = secret } = {}) {
    const body = JSON.stringify(event);
    const at = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', signedWith).update(`${at}.${body}`).digest('hex');
    const answer = await fetch(`${this.url}/sources/stripe.webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${at},v1=${mac}` },
      body,
    });
    return { status: answer.status, body };
  }

  /** Lets stock be reserved from now on. */
  openTheStockRoom() {
    writeFileSync(this.fixed, '');
  }

  async stop() {
    if (this.process?.exitCode === null) {
      const ended = new Promise((resolve) => this.process.on('exit', resolve));
      this.process.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let prices = 0;

/** An event of Stripe's about a new price. */
export function priceCreated(price = {}) {
  prices += 1;
  const object = {
    id: `price_${prices}`, object: 'price', active: true, billing_scheme: 'per_unit',
    created: 1767225600, currency: 'usd', livemode: false, metadata: {}, product: 'prod_1',
    type: 'one_time', unit_amount: 2000, unit_amount_decimal: '2000', ...price,
  };
  return {
    id: `evt_${prices}`, object: 'event', api_version: '2025-06-30.basil', created: 1767225600,
    data: { object }, livemode: false, pending_webhooks: 1,
    request: { id: null, idempotency_key: null }, type: 'price.created',
  };
}

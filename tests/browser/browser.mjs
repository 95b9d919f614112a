// Chromium, and pages that fail a check when they do what no page may: fetch from elsewhere, break
// the content security policy, or throw.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const quiet = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

export async function launch() {
  const executablePath = process.env.CHROMIUM
    ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  return chromium.launch({ executablePath, args: quiet });
}

/** A page of its own context; `faults` holds what it did wrong. */
export async function open(browser, origin, { width = 1280, height = 900, theme = 'light', zone = 'UTC' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: theme, timezoneId: zone, reducedMotion: 'reduce',
    baseURL: origin,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`an error: ${error.message}`));
  page.on('console', (line) => {
    if (line.text().includes('Content Security Policy')) faults.push(line.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) faults.push(`a request to ${request.url()}`);
  });
  page.setDefaultTimeout(10_000);
  return { page, faults, close: () => context.close() };
}

// GraphiQL in a real browser, as a person uses it: open the page, run each tab, read the answer.
// Any request to another origin, any error on the page and any refusal by its security policy fails.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { chromium } from 'playwright-core';
import { gatewayUrl } from './gateway.mjs';

const screenshots = join(import.meta.dirname, '../../target/screenshots');
const patience = { timeout: 30_000 };

// What a person must see in the answer of each tab. The editor draws only the lines on the screen.
const TABS = [
  { name: 'Invoices', shot: 'graphiql', shows: [/"nodes": \[/, /"total": \{\s*"amount": "-?\d+(\.\d+)?"/] },
  { name: 'OneInvoice', shot: 'graphiql-one-invoice', shows: [/"nativeId": "[^"]+"/, /"subtotal": \{\s*"amount": "/] },
  { name: 'Summary', shot: 'graphiql-summary', shows: [/"groups": \[/, /"count": \d+/] },
  { name: 'AnError', shot: 'graphiql-error', shows: [/"code": "INVALID_ID"/], fails: true },
];

let browser;
let context;
let page;
let trouble;

before(async () => {
  mkdirSync(screenshots, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});

after(() => browser?.close());

beforeEach(async () => {
  trouble = [];
  context = await browser.newContext({ viewport: { width: 1600, height: 1200 } });
  await context.route(
    url => url.origin !== gatewayUrl.origin && url.protocol.startsWith('http'),
    route => {
      trouble.push(`request to another origin: ${route.request().url()}`);
      return route.abort();
    },
  );
  page = await context.newPage();
  page.on('pageerror', error => trouble.push(`error on the page: ${error}`));
  page.on('console', message => message.type() === 'error' && trouble.push(`console: ${message.text()}`));
});

afterEach(async () => {
  await context.close();
  assert.deepEqual(trouble, []);
});

function tabNames() {
  return page.locator('.graphiql-tab').allInnerTexts();
}

// Opens the page and waits until the editor knows the schema.
async function open() {
  const introspection = page.waitForResponse(response => asks(response, 'IntrospectionQuery'), patience);
  await page.goto(gatewayUrl.href);
  assert.equal((await (await introspection).json()).errors, undefined, 'the schema can be read');
  await page.locator('.graphiql-tab').first().waitFor(patience);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor(patience);
}

function asks(response, operationName) {
  const request = response.request();
  return request.method() === 'POST' && request.postDataJSON()?.query?.includes(`query ${operationName} `);
}

async function run(name) {
  const answer = page.waitForResponse(response => asks(response, name), patience);
  await page.locator('.graphiql-execute-button').click();
  return (await answer).json();
}

// Waits until the response editor shows all of these. It draws spaces as no-break spaces.
async function seeAnswer(patterns) {
  await page.waitForFunction(
    sources => {
      const lines = [...document.querySelectorAll('.graphiql-response .view-line')];
      const top = line => Number.parseInt(line.style.top, 10);
      const text = lines.sort((a, b) => top(a) - top(b)).map(line => line.textContent.replaceAll('\u00a0', ' ')).join('\n');
      return sources.every(source => new RegExp(source).test(text));
    },
    patterns.map(pattern => pattern.source),
    patience,
  );
}

test('every tab of a first visit runs and shows its answer', async () => {
  await open();
  assert.deepEqual(await tabNames(), TABS.map(tab => tab.name));
  assert.equal(await page.title(), 'invoice-gateway');
  for (const tab of TABS) {
    await page.locator('.graphiql-tab', { hasText: tab.name }).locator('button').first().click();
    const answer = await run(tab.name);
    assert.equal(Boolean(answer.errors), Boolean(tab.fails), JSON.stringify(answer.errors));
    await seeAnswer(tab.shows);
    await page.screenshot({ path: join(screenshots, `${tab.shot}.png`) });
  }
});

test('the editor marks a field that the schema does not have', async () => {
  await open();
  await page.locator('.graphiql-query-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('query Wrong { thereIsNoSuchField }');
  await page.locator('.squiggly-error').first().waitFor(patience);
  assert.ok(page.workers().some(worker => worker.url().startsWith(`${gatewayUrl.origin}/graphiql/graphql.worker`)));
});

test('what another GraphiQL left at this address does not hide the examples', async () => {
  await context.addInitScript(() => {
    const tabs = [{ id: 'x', title: 'Foreign', query: '{ foreign }', variables: null, headers: null, operationName: null, response: null }];
    localStorage.setItem('graphiql:tabState', JSON.stringify({ activeTabIndex: 0, tabs }));
    localStorage.setItem('graphiql:query', '{ foreign }');
  });
  await open();
  assert.deepEqual(await tabNames(), TABS.map(tab => tab.name));
});

test('a second visit finds what the first one wrote', async () => {
  await open();
  await page.locator('.graphiql-query-editor .view-line').first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('query Mine { __typename }');
  await page.locator('.graphiql-tab', { hasText: 'Mine' }).waitFor(patience);
  // GraphiQL stores the text and the tabs apart, a moment later; a visit in between would find both.
  await page.waitForFunction(
    () => {
      const stored = Object.entries(localStorage).filter(([, value]) => value.includes('query Mine'));
      return ['query', 'tabState'].every(name => stored.some(([key]) => key.endsWith(`:${name}`)));
    },
    null,
    patience,
  );
  await open();
  assert.deepEqual(await tabNames(), ['Mine', ...TABS.slice(1).map(tab => tab.name)]);
  assert.deepEqual((await run('Mine')).data, { __typename: 'Query' });
});

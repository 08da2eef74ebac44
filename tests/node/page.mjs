// GraphiQL in a real browser, as a person uses it: open the page, run a tab, read the answer.
// Any request to another origin, any error on the page and any refusal by its security policy fails.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';
import { gatewayUrl } from './gateway.mjs';

const screenshots = join(import.meta.dirname, '../../target/screenshots');

export const patience = { timeout: 30_000 };
/** The editor of variables, while that of headers is hidden. */
export const VARIABLES = '.graphiql-editor-tool .graphiql-editor:not(.hidden)';

/** The editor of headers, while that of variables is hidden. */
export const HEADERS = VARIABLES;

let browser;
let trouble;
// The gateway whose page is open.
let home;

// Of the test that runs.
export let context;
export let page;

/** Gives each test of a file a browser that nobody used before. */
export function useBrowser() {
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
  beforeEach(prepare);
  afterEach(async () => {
    await context.close();
    assert.deepEqual(trouble, []);
  });
}

async function prepare() {
  trouble = [];
  home = gatewayUrl;
  context = await browser.newContext({ viewport: { width: 1600, height: 1200 } });
  await context.route(
    url => url.origin !== home.origin && url.protocol.startsWith('http'),
    route => {
      trouble.push(`request to another origin: ${route.request().url()}`);
      return route.abort();
    },
  );
  page = await context.newPage();
  page.on('pageerror', error => trouble.push(`error on the page: ${error}`));
  page.on('console', message => message.type() === 'error' && trouble.push(`console: ${message.text()}`));
}

/** Opens the page of a gateway and waits until the editor knows the schema. */
export async function open(url = gatewayUrl) {
  const introspection = page.waitForResponse(response => asks(response, 'IntrospectionQuery'), patience);
  await openPage(url);
  assert.equal((await (await introspection).json()).errors, undefined, 'the schema can be read');
}

/** Opens the page of a gateway and waits for its editors, whether or not the schema can be had. */
export async function openPage(url) {
  home = url;
  await page.goto(url.href);
  await page.locator('.graphiql-tab').first().waitFor(patience);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor(patience);
}

export function tabNames() {
  return page.locator('.graphiql-tab').allInnerTexts();
}

export async function openTab(name) {
  await page.locator('.graphiql-tab', { hasText: name }).locator('button').first().click();
}

/** Runs the tab that is open; gives the answer to the operation of that name. */
export async function run(name) {
  const answer = page.waitForResponse(response => asks(response, name), patience);
  await pressRun();
  return (await answer).json();
}

export async function pressRun() {
  await page.locator('.graphiql-execute-button').click();
}

// What a form carries is not told to us, but the page sends one form at a time.
function asks(response, operationName) {
  const request = response.request();
  if (request.method() !== 'POST') {
    return false;
  }
  const isForm = request.headers()['content-type']?.startsWith('multipart/form-data');
  return isForm || new RegExp(`(query|mutation) ${operationName}\\b`).test(request.postDataJSON()?.query);
}

/** Waits until the response editor shows all of these. */
export function seeAnswer(patterns) {
  return see('.graphiql-response', patterns);
}

/** Waits until the editor of variables shows all of these. */
export function seeVariables(patterns) {
  return see(VARIABLES, patterns);
}

// An editor draws only the lines on the screen, in any order, and spaces as no-break spaces.
async function see(editor, patterns) {
  await page.waitForFunction(
    ([editor, ...sources]) => {
      const lines = [...document.querySelectorAll(`${editor} .view-line`)];
      const top = line => Number.parseInt(line.style.top, 10);
      const text = lines.sort((a, b) => top(a) - top(b)).map(line => line.textContent.replaceAll('\u00a0', ' ')).join('\n');
      return sources.every(source => new RegExp(source).test(text));
    },
    [editor, ...patterns.map(pattern => pattern.source)],
    patience,
  );
}

/** Waits until the editor of headers, which is open, shows all of these. */
export function seeHeaders(patterns) {
  return see(HEADERS, patterns);
}

/** What the editor has against the variables. */
export function marks() {
  return page.locator(`${VARIABLES} .squiggly-error`);
}

/** Replaces the text of an editor. */
export async function write(editor, text) {
  await page.locator(`${editor} .view-line`).first().click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  // The editor closes brackets by itself; those that are closed already are too many.
  await page.keyboard.press('Control+Shift+End');
  await page.keyboard.press('Delete');
}

/** Waits until GraphiQL has stored a text under each of these names, for the next visit. */
export async function waitUntilStored(names, text) {
  await page.waitForFunction(
    ([text, ...names]) => {
      const stored = Object.entries(localStorage).filter(([, value]) => value.includes(text));
      return names.every(name => stored.some(([key]) => key.endsWith(`:${name}`)));
    },
    [text, ...names],
    patience,
  );
}

/** Takes a picture of the page, once the editor of variables no longer judges them by the tab before. */
export async function shoot(name) {
  await marks().first().waitFor({ state: 'detached', ...patience });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

// The page and the tabs that only read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatewayUrl } from './gateway.mjs';
import {
  context,
  open,
  openTab,
  page,
  patience,
  run,
  seeAnswer,
  shoot,
  tabNames,
  useBrowser,
  waitUntilStored,
  write,
} from './page.mjs';

const TABS = ['Invoices', 'OneInvoice', 'Summary', 'Pay', 'AddNote', 'AttachFile', 'SendInvoice', 'AnError'];

// What a person must see in the answer of each tab that reads.
const READING = [
  { name: 'Invoices', shot: 'graphiql', shows: [/"nodes": \[/, /"total": \{\s*"amount": "-?\d+(\.\d+)?"/] },
  { name: 'OneInvoice', shot: 'graphiql-one-invoice', shows: [/"nativeId": "[^"]+"/, /"subtotal": \{\s*"amount": "/] },
  { name: 'Summary', shot: 'graphiql-summary', shows: [/"groups": \[/, /"count": \d+/] },
  { name: 'AnError', shot: 'graphiql-error', shows: [/"code": "INVALID_ID"/], fails: true },
];

useBrowser();

test('every tab of a first visit that reads runs and shows its answer', async () => {
  await open();
  assert.deepEqual(await tabNames(), TABS);
  assert.equal(await page.title(), 'invoice-gateway');
  for (const tab of READING) {
    await openTab(tab.name);
    const answer = await run(tab.name);
    assert.equal(Boolean(answer.errors), Boolean(tab.fails), JSON.stringify(answer.errors));
    await seeAnswer(tab.shows);
    await shoot(tab.shot);
  }
});

test('the editor marks a field that the schema does not have', async () => {
  await open();
  await write('.graphiql-query-editor', 'query Wrong { thereIsNoSuchField }');
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
  assert.deepEqual(await tabNames(), TABS);
});

test('a second visit finds what the first one wrote', async () => {
  await open();
  await write('.graphiql-query-editor', 'query Mine { __typename }');
  await page.locator('.graphiql-tab', { hasText: 'Mine' }).waitFor(patience);
  // GraphiQL stores the text and the tabs apart, a moment later; a visit in between would find both.
  await waitUntilStored(['query', 'tabState'], 'query Mine');
  await open();
  assert.deepEqual(await tabNames(), ['Mine', ...TABS.slice(1)]);
  assert.deepEqual((await run('Mine')).data, { __typename: 'Query' });
});

// The page of a gateway that asks for a key: it says so, and where the key belongs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { key, keyedUrl } from './gateway.mjs';
import { HEADERS, context, openPage, openTab, page, patience, run, seeAnswer, seeHeaders, shoot, useBrowser, write } from './page.mjs';

// The editor breaks long lines, so only its beginning.
const ASKS = /this gateway asks for a key/;

useBrowser();

test('a person without a key is told where to write it, and nothing is asked without one', async () => {
  let asked = 0;
  page.on('request', request => (asked += request.url().endsWith('/graphql') ? 1 : 0));
  await openPage(keyedUrl);
  await seeHeaders([/your key or token in place of the dots/, /\{"Authorization": "Bearer \.\.\."\}/]);
  await seeAnswer([ASKS]);
  await shoot('graphiql-key');
  await page.locator('.graphiql-execute-button').click();
  await seeAnswer([ASKS]);
  assert.equal(asked, 0);
});

test('a key that was written once brings the schema and counts in every tab, and is stored nowhere', async () => {
  await openPage(keyedUrl);
  await seeHeaders([/Bearer \.\.\./]);
  const schema = page.waitForResponse(
    response => response.request().postDataJSON()?.operationName === 'IntrospectionQuery',
    patience,
  );
  await write(HEADERS, JSON.stringify({ Authorization: `Bearer ${key}` }));
  assert.equal((await schema).status(), 200);
  for (const name of ['Invoices', 'Summary']) {
    await openTab(name);
    const answer = await run(name);
    assert.equal(answer.errors, undefined);
    await seeAnswer([name === 'Summary' ? /"groups": \[/ : /"nodes": \[/]);
  }
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  const { cookies } = await context.storageState();
  assert.match(stored, /graphiql:queries/);
  assert.ok(!stored.includes(key), 'the key is stored');
  assert.deepEqual(cookies, []);
});

// The tabs that write: done at the first click on simulated accounts, a dry run on all others.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { configuredUrl } from './gateway.mjs';
import {
  VARIABLES,
  context,
  marks,
  open,
  openTab,
  page,
  patience,
  pressRun,
  run,
  seeAnswer,
  seeVariables,
  shoot,
  useBrowser,
  waitUntilStored,
} from './page.mjs';

const WRITING = [
  { name: 'Pay', field: 'createPayment', shot: 'graphiql-pay' },
  { name: 'AddNote', field: 'addNote', shot: 'graphiql-note' },
  { name: 'AttachFile', field: 'addAttachment', shot: 'graphiql-attach' },
  { name: 'SendInvoice', field: 'sendInvoice', shot: 'graphiql-send' },
];

const folder = mkdtempSync(join(tmpdir(), 'graphiql-'));
const file = join(folder, 'delivery note.txt');
writeFileSync(file, '12 boxes, none broken\n');
after(() => rmSync(folder, { recursive: true }));

useBrowser();

// Chooses the file without a mouse, as somebody does who has none.
async function chooseFile() {
  const chooser = page.waitForEvent('filechooser');
  await page.getByLabel('File for $file').press('Enter');
  await (await chooser).setFiles(file);
}

async function read() {
  await openTab('OneInvoice');
  const { data, errors } = await run('OneInvoice');
  assert.equal(errors, undefined);
  return data.invoice;
}

test('each tab that writes does so at the first click, and the reading tab shows it', async () => {
  await open();
  const before = await read();
  for (const { name, field, shot } of WRITING) {
    await openTab(name);
    await seeVariables([/"invoice": "[\w-]+"/, /false carries it out: these accounts are simulated/]);
    if (name === 'AttachFile') {
      await chooseFile();
    }
    const { data, errors } = await run(name);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(data[field].outcome, 'APPLIED', JSON.stringify(data[field]));
    await seeAnswer([/"outcome": "APPLIED"/]);
    await shoot(shot);
  }
  const after = await read();
  await seeAnswer([/"status": "PAID"/]);
  assert.equal(after.id, before.id);
  assert.deepEqual([before.status === 'PAID', after.status, after.balance.amount], [false, 'PAID', '0.00']);
  assert.equal(after.payments.length, before.payments.length + 1);
  assert.equal(after.notes.length, before.notes.length + 1);
  assert.ok(!before.attachments.some(({ filename }) => filename === 'delivery note.txt'));
  assert.ok(after.attachments.some(({ filename }) => filename === 'delivery note.txt'));
  assert.ok(after.sentAt > before.sentAt, `${before.sentAt} ${after.sentAt}`);
});

test('a file that is not chosen is asked for, and one that is stays so while other tabs are open', async () => {
  await open();
  await openTab('AttachFile');
  await pressRun();
  await seeAnswer([/no file is chosen for \$file/]);
  await chooseFile();
  await openTab('Pay');
  assert.equal(await page.getByLabel('File for $file').count(), 0, 'only where there is a file to choose');
  await openTab('AttachFile');
  const named = await page.getByLabel('File for $file').evaluate(input => input.files[0]?.name);
  assert.equal(named, 'delivery note.txt');
  assert.equal((await run('AttachFile')).data.addAttachment.outcome, 'APPLIED');
});

test('a later visit has an invoice that can be paid again', async () => {
  await open();
  await openTab('Pay');
  const first = await run('Pay');
  await waitUntilStored(['tabState'], 'mutation Pay');
  await open();
  const second = await run('Pay');
  assert.deepEqual([first, second].map(({ data }) => data.createPayment.outcome), ['APPLIED', 'APPLIED']);
  assert.notEqual(first.data.createPayment.payment.id, second.data.createPayment.payment.id);
});

test('the editor has nothing against the variables', async () => {
  await open();
  for (const { name } of WRITING) {
    await openTab(name);
    await seeVariables([/"dryRun": false/]);
    // A name that the operation does not have shows that the editor judges, and when it has.
    await replaceWord('"dryRun"', 'wrong');
    await marks().first().waitFor(patience);
    await page.keyboard.press('Control+Z');
    await seeVariables([/"dryRun": false/]);
    await marks().first().waitFor({ state: 'detached', ...patience });
  }
});

test('over accounts that may be real, each tab that writes begins as a dry run', async () => {
  await open(configuredUrl);
  const before = await read();
  for (const { name, field, shot } of WRITING) {
    await openTab(name);
    await seeVariables([/these accounts may be real/, /"dryRun": true/]);
    if (name === 'AttachFile') {
      await chooseFile();
    }
    const { data, errors } = await run(name);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(data[field].outcome, 'PLANNED', JSON.stringify(data[field]));
    assert.match(data[field].request.method, /^(POST|PATCH)$/);
    await seeAnswer([/"outcome": "PLANNED"/]);
    await shoot(`${shot}-dry`);
  }
  assert.deepEqual((await read()).version, before.version);
});

test('over accounts that may be real, what was carried out at one visit is a dry run at the next', async () => {
  await open(configuredUrl);
  await openTab('AddNote');
  await replaceWord(/^"Called:/, 'OURS');
  await replaceWord(/^true$/, 'false');
  const first = (await run('AddNote')).data.addNote;
  assert.equal(first.outcome, 'APPLIED', JSON.stringify(first));
  await waitUntilStored(['variables', 'tabState'], 'OURS');
  await waitUntilStored(['variables'], '"dryRun": false');
  await open(configuredUrl);
  const { addNote } = (await run('AddNote')).data;
  assert.equal(addNote.outcome, 'PLANNED');
  assert.match(addNote.request.body, /OURS/, 'all else is kept');
});

test('where no invoice will do, the variables say so', async () => {
  await context.route('**/graphql', route =>
    route.request().postDataJSON()?.query?.includes('query Candidates')
      ? route.fulfill({ json: { data: { due: null, newest: null } } })
      : route.continue(),
  );
  // An answer that says nothing of the accounts is no leave to write.
  await context.route('**/graphiql/accounts.json', route => route.fulfill({ json: {} }));
  await open();
  await openTab('Pay');
  await seeVariables([/no invoice was found that allows CREATE_PAYMENT now: write the id of one/, /"invoice": ""/, /"dryRun": true/]);
});

// Writes over the word in the middle of a value.
async function replaceWord(value, word) {
  await page.locator(`${VARIABLES} .view-line span span`, { hasText: value }).dblclick();
  await page.keyboard.insertText(word);
}

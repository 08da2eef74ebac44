// A client that writes: plans and pays, notes, attaches and sends, and looks each time what a later query shows.
// It checks what it gets and fails on the first surprise. Only for simulated data: it changes what it finds.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { ask, open, upload } from './ask.js';
import type { ActOutcome, ActionKind, InvoiceStatus, LaterQuery, MakePaymentMutation } from './generated/graphql.js';
import { graphql } from './generated/index.js';

const FIND = graphql(`
  query Find($status: [InvoiceStatus!]) {
    invoices(first: 50, filter: { providers: [MONEYBIRD], status: $status }, freshness: LIVE) {
      complete
      nodes { id balance { amount currency } actions { action allowed } }
    }
  }
`);

const LATER = graphql(`
  query Later($id: ID!) {
    invoice(id: $id) {
      status
      sentAt
      balance { amount }
      payments { id reference amount { amount } }
      notes { id text }
      attachments { id filename contentType sizeBytes url }
    }
  }
`);

const PAY = graphql(`
  mutation MakePayment($input: CreatePaymentInput!) {
    createPayment(input: $input) {
      outcome
      payment { id date reference amount { amount currency } }
      invoice { balance { amount } }
      userErrors { code message field }
      request { method path body }
    }
  }
`);

const NOTE = graphql(`
  mutation Note($input: AddNoteInput!) {
    addNote(input: $input) {
      outcome
      note { id text }
      userErrors { code message field }
    }
  }
`);

const ATTACH = graphql(`
  mutation Attach($input: AddAttachmentInput!) {
    addAttachment(input: $input) {
      outcome
      attachment { id filename contentType sizeBytes }
      userErrors { code message field }
    }
  }
`);

const SEND = graphql(`
  mutation Send($input: SendInvoiceInput!) {
    sendInvoice(input: $input) {
      outcome
      invoice { id status sentAt }
      userErrors { code message field }
      request { method path }
    }
  }
`);

type Invoice = NonNullable<LaterQuery['invoice']>;
type Paid = NonNullable<MakePaymentMutation['createPayment']>;

/** What every answer to a write says. */
interface Told {
  outcome: ActOutcome;
  userErrors: { message: string }[];
}

function applied<Payload extends Told>(told: Payload | null): Payload {
  assert.ok(told, 'an answer');
  assert.deepEqual([told.outcome, told.userErrors], ['APPLIED', []]);
  return told;
}

/** An invoice that says of itself that this can be done with it. */
async function find(status: InvoiceStatus, action: ActionKind): Promise<{ id: string; balance: string }> {
  const { invoices } = await ask(FIND, { status: [status] });
  assert.ok(invoices?.complete);
  const offers = invoices.nodes.find(invoice => invoice.actions?.some(state => state.action === action && state.allowed));
  assert.ok(offers?.balance, `an invoice that is ${status} offers ${action}`);
  return { id: offers.id, balance: offers.balance.amount };
}

async function later(id: string): Promise<Invoice> {
  const { invoice } = await ask(LATER, { id });
  assert.ok(invoice);
  return invoice;
}

/** Exact amounts are text; whoever must count, counts cents. */
function cents(amount: string): bigint {
  const [whole = '', rest = ''] = amount.split('.');
  return BigInt(whole + rest.padEnd(2, '0'));
}

async function pay(): Promise<void> {
  const { id, balance } = await find('OPEN', 'CREATE_PAYMENT');
  assert.ok(cents(balance) > 100n, 'an invoice of more than 1.00');
  const reference = `T-${randomUUID()}`;
  const input = { invoiceId: id, amount: '1.00', date: '2026-05-01', reference };
  const ours = ({ payments }: Invoice) => payments?.filter(payment => payment.reference === reference);

  // What would be sent is told, and nothing is done.
  const { createPayment: plan } = await ask(PAY, { input: { ...input, dryRun: true } });
  assert.deepEqual([plan?.outcome, plan?.payment, plan?.userErrors], ['PLANNED', null, []]);
  assert.equal(plan?.request?.method, 'POST');
  assert.match(plan.request.path, /\/payments/);
  assert.ok(plan.request.body?.includes(reference));
  assert.deepEqual(ours(await later(id)), []);

  // Then it is done, once, however often it is asked with the same key.
  const keyed = { input: { ...input, idempotencyKey: reference } };
  const paid: Paid = applied((await ask(PAY, keyed)).createPayment);
  const again: Paid = applied((await ask(PAY, keyed)).createPayment);
  assert.equal(again.payment?.id, paid.payment?.id);
  assert.deepEqual([paid.payment?.date, paid.payment?.reference], ['2026-05-01', reference]);
  assert.equal(cents(paid.payment?.amount?.amount ?? ''), 100n);
  const shown = await later(id);
  assert.deepEqual(ours(shown)?.map(payment => payment.id), [paid.payment?.id]);
  assert.equal(shown.status, 'PARTIALLY_PAID');
  assert.equal(cents(shown.balance?.amount ?? ''), cents(balance) - 100n);
  assert.equal(shown.balance?.amount, paid.invoice?.balance?.amount);

  // A refusal is an answer, not an error, and names the part of the input that is to blame.
  const other = await ask(PAY, { input: { ...keyed.input, amount: '2.00' } });
  assert.equal(other.createPayment?.outcome, 'REFUSED');
  assert.equal(other.createPayment.userErrors[0]?.code, 'CONFLICT');
  assert.deepEqual(other.createPayment.userErrors[0].field, ['input', 'idempotencyKey']);
  const unknown = await ask(PAY, { input: { ...input, invoiceId: 'nobody' } });
  assert.equal(unknown.createPayment?.userErrors[0]?.code, 'INVALID_ID');
  assert.deepEqual(unknown.createPayment.userErrors[0].field, ['input', 'invoiceId']);
  const still = await later(id);
  assert.deepEqual([still.payments, still.balance], [shown.payments, shown.balance]);
}

async function note(): Promise<void> {
  const { id } = await find('OPEN', 'ADD_NOTE');
  const text = `Called about it: "next week" & not before. ${randomUUID()}`;
  const { note } = applied((await ask(NOTE, { input: { invoiceId: id, text } })).addNote);
  assert.equal(note?.text, text);
  const found = (await later(id)).notes?.filter(other => other.text === text);
  assert.deepEqual(found, [note]);
}

async function attach(): Promise<void> {
  const { id } = await find('OPEN', 'ADD_ATTACHMENT');
  const filename = `Beleg ${randomUUID()} für März.pdf`;
  const content = new TextEncoder().encode('%PDF-1.7\n%%EOF\n');
  const file = new File([content], filename, { type: 'application/pdf' });
  const variables = { input: { invoiceId: id, file: null } };
  const { addAttachment } = await upload(ATTACH, variables, { 'variables.input.file': file });
  const { attachment } = applied(addAttachment);
  assert.equal(attachment?.filename, filename);
  const found = (await later(id)).attachments?.find(other => other.id === attachment.id);
  assert.deepEqual(
    [found?.filename, found?.contentType, found?.sizeBytes],
    [filename, 'application/pdf', content.length],
  );
  const response = await open(found?.url ?? '');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.deepEqual(new Uint8Array(await response.arrayBuffer()), content);
}

async function send(): Promise<void> {
  const { id } = await find('DRAFT', 'SEND_INVOICE');
  const input = { invoiceId: id, idempotencyKey: randomUUID() };
  const { sendInvoice: plan } = await ask(SEND, { input: { ...input, dryRun: true } });
  assert.deepEqual([plan?.outcome, plan?.request?.method], ['PLANNED', 'PATCH']);
  assert.deepEqual([(await later(id)).status, (await later(id)).sentAt], ['DRAFT', null]);
  const { invoice } = applied((await ask(SEND, { input })).sendInvoice);
  assert.notEqual(invoice?.status, 'DRAFT');
  const shown = await later(id);
  assert.equal(shown.status, invoice?.status);
  assert.ok(shown.sentAt, 'it says when it was sent');
  applied((await ask(SEND, { input })).sendInvoice);
  assert.equal((await later(id)).sentAt, shown.sentAt, 'it was sent once');
}

await pay();
await note();
await attach();
await send();
console.log('paid, noted, attached and sent, each as a later query shows');

// A client as a frontend would write it: lists, pages through everything and tells the providers' documents apart.
// It checks what it gets and fails on the first surprise.
import assert from 'node:assert/strict';

import { ask, askAll } from './ask.js';
import {
  AddNoteDocument,
  AnErrorDocument,
  InvoicesDocument,
  OneInvoiceDocument,
  SummaryDocument,
} from './generated/graphql.js';
import type { InvoiceFieldsFragment, PageQuery, PageQueryVariables, ProviderId } from './generated/graphql.js';
import { graphql } from './generated/index.js';

const LOAD = graphql(`
  query Load {
    invoices(first: 1, freshness: LIVE) {
      complete
      accounts { account { id } state error { code message } }
    }
    accounts { id providerId }
  }
`);

const WITH_FILES = graphql(`
  query WithFiles {
    invoices(first: 1, filter: { hasAttachments: true }) { nodes { id } }
  }
`);

const PAGE = graphql(`
  query Page($first: Int, $after: String, $last: Int, $before: String) {
    invoices(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      complete
      nodes { ...InvoiceFields }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }

  fragment InvoiceFields on Invoice {
    id
    providerId
    nativeId
    status
    total { amount currency }
    balance { amount currency }
    native {
      __typename
      ... on MoneybirdSalesInvoice { id workflowId reminderCount }
      ... on MoneybirdExternalSalesInvoice { id source }
      ... on InvoiceNinjaInvoice { id statusId }
      ... on DashdocInvoice { uid remoteId }
      ... on I3dInvoice { list { id } details { id } }
    }
  }
`);

type Invoice = InvoiceFieldsFragment;
type Native = NonNullable<Invoice['native']>;
type Connection = NonNullable<PageQuery['invoices']>;

/** What a document says of itself; here TypeScript knows each by its `__typename`. */
function identify(native: Native): { provider: ProviderId; id: string | null } {
  switch (native.__typename) {
    case 'MoneybirdSalesInvoice':
      assert.ok(native.reminderCount === null || Number.isInteger(native.reminderCount));
      return { provider: 'MONEYBIRD', id: native.id };
    case 'MoneybirdExternalSalesInvoice':
      return { provider: 'MONEYBIRD_EXTERNAL', id: native.id };
    case 'InvoiceNinjaInvoice':
      return { provider: 'INVOICE_NINJA', id: native.id };
    case 'DashdocInvoice':
      return { provider: 'DASHDOC', id: native.uid };
    case 'I3dInvoice':
      return { provider: 'I3D', id: native.list?.id ?? native.details?.id ?? null };
    default:
      // Each type of the schema has its case, or this line does not compile. One that the gateway learned after this
      // program was compiled lands here too.
      native satisfies never;
      throw new Error('a document of a provider that this program does not know');
  }
}

function check(invoice: Invoice): void {
  assert.ok(invoice.native, `${invoice.id} has no document`);
  const { provider, id } = identify(invoice.native);
  assert.equal(provider, invoice.providerId);
  assert.equal(id, invoice.nativeId);
  for (const money of [invoice.total, invoice.balance]) {
    if (money) {
      assert.equal(typeof money.amount, 'string');
      assert.match(money.amount, /^-?\d+(\.\d+)?$/);
      assert.match(money.currency, /^[A-Z]{3}$/);
    }
  }
}

async function page(variables: PageQueryVariables): Promise<Connection> {
  const { invoices } = await ask(PAGE, variables);
  assert.ok(invoices?.complete, 'every account was loaded');
  return invoices;
}

async function walkForwards(): Promise<Invoice[]> {
  const walked: Invoice[] = [];
  for (let after: string | null = null; ; ) {
    const { nodes, pageInfo, totalCount }: Connection = await page({ first: 25, after });
    walked.push(...nodes);
    assert.ok(totalCount !== null && walked.length <= totalCount, 'the list ends');
    if (!pageInfo.hasNextPage) {
      assert.equal(walked.length, totalCount);
      return walked;
    }
    after = pageInfo.endCursor;
  }
}

async function walkBackwards(): Promise<Invoice[]> {
  const walked: Invoice[] = [];
  for (let before: string | null = null; ; ) {
    const { nodes, pageInfo, totalCount }: Connection = await page({ last: 40, before });
    walked.unshift(...nodes);
    assert.ok(totalCount !== null && walked.length <= totalCount, 'the list ends');
    if (!pageInfo.hasPreviousPage) {
      return walked;
    }
    before = pageInfo.startCursor;
  }
}

const { invoices: loaded, accounts } = await ask(LOAD);
assert.ok(loaded?.complete, `not every account could be loaded: ${JSON.stringify(loaded?.accounts)}`);

const walked = await walkForwards();
walked.forEach(check);
assert.equal(new Set(walked.map(invoice => invoice.id)).size, walked.length, 'no invoice comes twice');
assert.deepEqual(await walkBackwards(), walked, 'both ways show the same');

const providers = new Set(walked.map(invoice => invoice.providerId));
assert.deepEqual(providers, new Set(accounts?.map(account => account.providerId)), 'every account has its invoices');

// The operations that GraphiQL offers, with their types.
const { invoices: newest } = await ask(InvoicesDocument);
assert.deepEqual(
  newest?.nodes.map(invoice => invoice.id),
  walked.slice(0, newest?.nodes.length).map(invoice => invoice.id),
);
const { invoices: withFiles } = await ask(WITH_FILES);
const { invoice: detailed } = await ask(OneInvoiceDocument, { invoice: withFiles?.nodes[0]?.id ?? '' });
assert.ok(detailed?.attachments?.[0]?.filename);
const { invoiceSummary } = await ask(SummaryDocument);
const counted = invoiceSummary?.groups.reduce((sum, group) => sum + (group.count ?? 0), 0);
assert.equal(counted, walked.length, 'the summary counts what the list shows');
// Without a word of `dryRun` nothing is written.
const notable = walked.find(invoice => invoice.providerId === 'MONEYBIRD');
const { addNote } = await ask(AddNoteDocument, { invoice: notable?.id ?? '' });
assert.equal(addNote?.outcome, 'PLANNED', JSON.stringify(addNote?.userErrors));
assert.equal(addNote.request?.method, 'POST');
const failed = await askAll(AnErrorDocument);
assert.equal(failed.data?.invoice, null);
assert.equal(failed.errors?.[0]?.extensions?.code, 'INVALID_ID');

console.log(`${walked.length} invoices of ${[...providers].sort().join(', ')}, walked both ways`);

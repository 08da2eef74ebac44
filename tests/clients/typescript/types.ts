// What the types promise. Nothing here runs: a promise that is broken does not compile, and neither does an
// `@ts-expect-error` above a line that is fine.
import { ask } from './ask.js';
import { AddNoteDocument, InvoicesDocument } from './generated/graphql.js';
import type {
  AddNoteMutationVariables,
  AttachMutationVariables,
  InvoiceStatus,
  InvoicesQuery,
  MakePaymentMutation,
  MakePaymentMutationVariables,
  OneInvoiceQuery,
  PageQueryVariables,
} from './generated/graphql.js';
import { graphql } from './generated/index.js';

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
type Row = NonNullable<InvoicesQuery['invoices']>['nodes'][number];
type Detailed = NonNullable<OneInvoiceQuery['invoice']>;
type Money = NonNullable<Row['total']>;

/** `true` is all that fits where both types are the same. */
export const promises: {
  decimalIsString: Same<Money['amount'], string>;
  currencyIsString: Same<Money['currency'], string>;
  dateIsString: Same<Row['issueDate'], string | null>;
  dateTimeIsString: Same<Detailed['sentAt'], string | null>;
  idIsNeverNull: Same<Row['id'], string>;
} = { decimalIsString: true, currencyIsString: true, dateIsString: true, dateTimeIsString: true, idIsNeverNull: true };

export function misspeltFields(row: Row): unknown[] {
  return [
    row.number,
    // @ts-expect-error there is no such field
    row.nummer,
    // @ts-expect-error the schema has it, the query does not ask for it
    row.reference,
  ];
}

export function moneyIsNoNumber(money: Money): unknown[] {
  // @ts-expect-error an amount is exact text
  const amount: number = money.amount;
  // @ts-expect-error so it cannot be multiplied by accident
  return [amount, money.amount * 2];
}

export function nullsMustBeChecked(row: Row, answer: InvoicesQuery): unknown[] {
  return [
    row.total?.amount,
    // @ts-expect-error a provider may not tell a total
    row.total.amount,
    // @ts-expect-error a number may be missing while it is a draft
    row.number.length,
    // @ts-expect-error every field of the query can fail alone
    answer.invoices.nodes,
  ];
}

export function nativeMustBeNarrowed({ native }: Detailed): string | number | null | undefined {
  if (native?.__typename === 'MoneybirdSalesInvoice') {
    // @ts-expect-error the other document's field
    void native.sourceUrl;
    return native.reminderCount;
  }
  // @ts-expect-error not every document has it
  return native?.reminderCount;
}

// @ts-expect-error a list of all words of today is not a list of all words: the end of the function can be reached
export function everyStatusOfToday(status: InvoiceStatus): string {
  switch (status) {
    case 'DRAFT':
    case 'SCHEDULED':
      return 'not sent';
    case 'OPEN':
    case 'PARTIALLY_PAID':
    case 'PENDING_PAYMENT':
      return 'to be paid';
    case 'PAID':
      return 'paid';
    case 'CANCELLED':
    case 'REVERSED':
    case 'UNCOLLECTIBLE':
    case 'UNKNOWN':
      return 'not to be paid';
  }
}

export async function variablesAreChecked(): Promise<void> {
  const good: PageQueryVariables = { first: 10 };
  // @ts-expect-error a count is a number
  const bad: PageQueryVariables = { first: '10' };
  const note: AddNoteMutationVariables = { invoice: 'id' };
  // @ts-expect-error only what has a default in the text may be left out
  const nowhere: AddNoteMutationVariables = { text: 'words' };
  void [good, bad, note, nowhere];
  await ask(AddNoteDocument, note);
  await ask(InvoicesDocument);
  // @ts-expect-error this query takes no variables
  await ask(InvoicesDocument, { first: 10 });
  // @ts-expect-error a query that was never generated has no type
  await ask(graphql('query Unknown { accounts { id } }'));
}

export function writesAreChecked(): unknown[] {
  const good: MakePaymentMutationVariables = { input: { invoiceId: 'I', amount: '10.00', date: '2026-05-01' } };
  // @ts-expect-error an amount is exact text
  const number: MakePaymentMutationVariables = { input: { invoiceId: 'I', amount: 10, date: '2026-05-01' } };
  // @ts-expect-error nobody pays without a day
  const dayless: MakePaymentMutationVariables = { input: { invoiceId: 'I', amount: '10.00' } };
  // @ts-expect-error there is no such part of the input
  const misspelt: MakePaymentMutationVariables = { input: { ...good.input, refrence: 'R' } };
  const file: AttachMutationVariables = { input: { invoiceId: 'I', file: null } };
  // @ts-expect-error a file comes as a part of its own
  const inline: AttachMutationVariables = { input: { invoiceId: 'I', file: 'JVBERi0=' } };
  return [good, number, dayless, misspelt, file, inline];
}

export function whatBecameOfItMustBeChecked({ createPayment }: MakePaymentMutation): unknown[] {
  return [
    createPayment?.outcome === 'APPLIED',
    // @ts-expect-error there is no such outcome
    createPayment?.outcome === 'DONE',
    // @ts-expect-error a refused payment is none
    createPayment?.payment.id,
    createPayment?.userErrors[0]?.field.join('.'),
  ];
}

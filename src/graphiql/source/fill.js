// What stands in the variables of an example: the invoice that it is about, and whether it is carried out.
import { allowsAll } from './candidates.js';

/** The variables of an example as JSON with comments; nothing for one that has none. */
export function fill({ variables, actions }, candidates, simulated) {
  const invoice = candidates.find(candidate => allowsAll(candidate, actions));
  const known = { ...leavesOf(invoice ?? {}), key: newKey(), dryRun: !simulated };
  const remarks = { invoice: whichInvoice(invoice, actions), dryRun: whoseBooks(simulated) };
  const lines = variables.map(({ name, type, value = '' }) =>
    type === 'Upload' ? line(name, null, 'the file that is chosen below') : line(name, known[name] ?? value, remarks[name]),
  );
  return lines.length === 0 ? undefined : `{\n${lines.join(',\n')}\n}`;
}

function line(name, value, remark) {
  const text = `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  return remark ? `  // ${remark}\n${text}` : text;
}

// Each value of an object and of the objects in it, by its name.
function leavesOf(object) {
  const pairs = Object.entries(object).filter(([, value]) => value !== null && !Array.isArray(value));
  const leaves = pairs.map(([name, value]) => (typeof value === 'object' ? leavesOf(value) : { [name]: value }));
  return Object.assign({}, ...leaves);
}

// Not `crypto.randomUUID`, which a page without https and beyond this machine does not have.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `graphiql-${Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')}`;
}

function whichInvoice(invoice, actions) {
  if (!invoice) {
    const what = actions.length === 0 ? '' : ` that allows ${actions.join(' and ')} now`;
    return `no invoice was found${what}: write the id of one`;
  }
  const { number, account } = invoice;
  // As JSON, so that nothing in a name can end the comment.
  return `${number ? `invoice ${JSON.stringify(number)}` : 'an invoice without a number'} of ${JSON.stringify(account.name)}`;
}

function whoseBooks(simulated) {
  return simulated
    ? 'false carries it out: these accounts are simulated'
    : 'true only shows what would be sent: these accounts may be real';
}

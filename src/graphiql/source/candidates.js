// The invoices that the examples could be about, asked of the gateway when the page opens.
import query from './candidates.graphql?raw';
import { examples } from './examples.js';

// A page that waits for slow accounts opens without them in the end.
const PATIENCE_MS = 3000;
const PAUSE_MS = 200;

/** Best first: those with which most of the examples work, so that all of them are about the same one if any can be. */
export async function candidates() {
  const wanted = examples.flatMap(({ actions }) => actions);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  let found = [];
  try {
    for (;;) {
      const lists = await ask(signal);
      found = rank(lists.flatMap(({ nodes }) => nodes), wanted);
      const isLoading = lists.some(({ accounts }) => accounts.some(({ state }) => state === 'LOADING'));
      if (!isLoading || (found[0] && allowsAll(found[0], wanted))) {
        return found;
      }
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    }
  } catch {
    // Without an answer the examples say that they know no invoice; a query will tell why.
    return found;
  }
}

/** Whether all these actions can be done with an invoice now. */
export function allowsAll({ actions }, wanted) {
  return wanted.every(kind => actions?.some(({ action, allowed }) => allowed && action === kind));
}

async function ask(signal) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal,
  });
  const { data } = await response.json();
  return Object.values(data ?? {}).filter(Boolean);
}

function rank(invoices, wanted) {
  const worth = invoice => wanted.filter(kind => allowsAll(invoice, [kind])).length;
  return [...invoices].sort((one, other) => worth(other) - worth(one));
}

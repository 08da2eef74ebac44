// A later visit finds its tabs as they were left, and the examples among them with the ids of then.
import { StorageAPI } from '@graphiql/toolkit';

// Our own word among GraphiQL's.
const FILLED = 'filledVariables';

/** Puts new variables into the tabs that still hold an example, unless somebody wrote other ones. */
export function refill(storage, filled, simulated) {
  const store = new StorageAPI(storage);
  const before = read(store, FILLED) ?? [];
  store.set(FILLED, JSON.stringify(filled.map(({ variables }) => variables).filter(Boolean)));

  function renewed({ query, variables }) {
    const example = filled.find(example => example.query === query);
    if (!example) {
      return variables;
    }
    const isOurs = !variables || before.includes(variables);
    return isOurs ? (example.variables ?? '') : again(variables, simulated);
  }

  const state = read(store, 'tabState');
  if (Array.isArray(state?.tabs)) {
    const tabs = state.tabs.map(tab => ({ ...tab, variables: renewed(tab) }));
    store.set('tabState', JSON.stringify({ ...state, tabs }));
    // GraphiQL keeps the texts of its editors apart, and opens another tab for texts that no tab has.
    store.set('variables', renewed({ query: store.get('query'), variables: store.get('variables') }) ?? '');
  }
}

// What was carried out at the last visit begins as a dry run again.
function again(variables, simulated) {
  return simulated ? variables : variables.replaceAll(/("dryRun"\s*:\s*)false/g, '$1true');
}

function read(store, name) {
  try {
    return JSON.parse(store.get(name));
  } catch {
    return null;
  }
}

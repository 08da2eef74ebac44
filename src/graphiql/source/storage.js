// Where GraphiQL writes down what was run: with the headers, and so with the key, even where it stores no headers elsewhere.
const HISTORY = ['graphiql:queries', 'graphiql:favorites'];

// Keeps what GraphiQL remembers apart from any other GraphiQL that was once opened at this address:
// ports such as 4000 are shared by many projects, and foreign tabs would hide our examples.
// What was tried on simulated accounts is kept apart as well, so that it never comes back over real ones.
export function storageFor(simulated) {
  const prefix = simulated ? 'invoice-gateway-simulated:' : 'invoice-gateway:';
  const ownKeys = () => Object.keys(localStorage).filter(key => key.startsWith(prefix));
  return {
    getItem: key => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, HISTORY.includes(key) ? withoutHeaders(value) : value),
    removeItem: key => localStorage.removeItem(prefix + key),
    clear: () => ownKeys().forEach(key => localStorage.removeItem(key)),
    get length() {
      return ownKeys().length;
    },
  };
}

function withoutHeaders(history) {
  return JSON.stringify(JSON.parse(history), (name, value) => (name === 'headers' ? undefined : value));
}

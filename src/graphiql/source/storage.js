// Keeps what GraphiQL remembers apart from any other GraphiQL that was once opened at this address:
// ports such as 4000 are shared by many projects, and foreign tabs would hide our examples.
const PREFIX = 'invoice-gateway:';

function ownKeys() {
  return Object.keys(localStorage).filter(key => key.startsWith(PREFIX));
}

export const storage = {
  getItem: key => localStorage.getItem(PREFIX + key),
  setItem: (key, value) => localStorage.setItem(PREFIX + key, value),
  removeItem: key => localStorage.removeItem(PREFIX + key),
  clear: () => ownKeys().forEach(key => localStorage.removeItem(key)),
  get length() {
    return ownKeys().length;
  },
};

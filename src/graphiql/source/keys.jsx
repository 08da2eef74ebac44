// Where the gateway asks for a key or a token: what stands in the headers until somebody writes one, and what is said
// meanwhile.
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** Stands in the headers of every tab at first. */
export const HINT = `// your key or token in place of the dots, once for all tabs
{"Authorization": "Bearer ..."}`;

const REFUSAL = 'this gateway asks for a key or a token: write it into the headers below, in place of the dots';

// While somebody types, the schema is not asked for with every letter.
const PAUSE_MS = 500;

// What was written last. It is kept in memory alone, so it ends with the page.
let known;

/** Makes a fetcher that says what is missing instead of asking without a key. */
export function withKey(fetcher) {
  return (request, options) => {
    const headers = options?.headers ?? {};
    known = authorizationIn(headers) ?? known;
    if (!known) {
      return Promise.resolve({ errors: [{ message: REFUSAL }] });
    }
    const others = Object.entries(headers).filter(([name]) => !isAuthorization(name));
    return fetcher(request, { ...options, headers: { ...Object.fromEntries(others), Authorization: known } });
  };
}

/** Has no place of its own in GraphiQL: asks for the schema as soon as there is a key to ask with. */
export function Keys() {
  const { tabs, activeTabIndex, schema } = useGraphiQL(({ tabs, activeTabIndex, schema }) => ({ tabs, activeTabIndex, schema }));
  const { introspect } = useGraphiQLActions();
  const { headers } = tabs[activeTabIndex];
  useEffect(() => {
    if (!schema && hasKey(headers)) {
      const timer = setTimeout(introspect, PAUSE_MS);
      return () => clearTimeout(timer);
    }
  }, [schema, headers, introspect]);
  return null;
}

// As typed, so maybe no JSON yet: then the next letter tells.
function hasKey(headers) {
  return /"authorization"\s*:\s*"[^"]*\w[^"]*\s[^"]*\w[^"]*"/i.test(headers ?? '');
}

function authorizationIn(headers) {
  const [, value] = Object.entries(headers).find(([name]) => isAuthorization(name)) ?? [];
  return typeof value === 'string' && !value.endsWith('...') ? value : undefined;
}

function isAuthorization(name) {
  return name.toLowerCase() === 'authorization';
}

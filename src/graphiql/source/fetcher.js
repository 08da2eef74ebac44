import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { chosenFile } from './files.jsx';
import { operationOf, uploadsOf } from './operation.js';

const url = '/graphql';
const post = createGraphiQLFetcher({ url, enableIncrementalDelivery: false });

export function fetcher(request, options) {
  const operation = operationOf(request.query, request.operationName);
  // For a moment after a tab is opened, GraphiQL still sends the name of the operation in the tab before it.
  // Where the text holds one operation there is nothing to choose, so that one is meant.
  const named = { ...request, operationName: operation ? operation.name?.value : request.operationName };
  const uploads = uploadsOf(operation);
  return uploads.length === 0 ? post(named, options) : upload(named, uploads, options?.headers);
}

// https://github.com/jaydenseric/graphql-multipart-request-spec: null stands where a file belongs.
async function upload({ query, operationName, variables }, uploads, headers) {
  const missing = uploads.find(name => !chosenFile(name));
  if (missing) {
    const message = `no file is chosen for $${missing}: choose one below the variables, then run this again`;
    return { errors: [{ message }] };
  }
  const nulls = Object.fromEntries(uploads.map(name => [name, null]));
  const form = new FormData();
  form.append('operations', JSON.stringify({ query, operationName, variables: { ...variables, ...nulls } }));
  form.append('map', JSON.stringify(Object.fromEntries(uploads.map((name, part) => [part, [`variables.${name}`]]))));
  uploads.forEach((name, part) => form.append(String(part), chosenFile(name)));
  const response = await fetch(url, {
    method: 'POST',
    // A form could come from any page, so the gateway wants a header that only pages of its own may send.
    headers: { accept: 'application/json', ...headers, 'GraphQL-Require-Preflight': '1' },
    body: form,
  });
  return response.json();
}

// All that a client needs beside the generated types: one function to ask, and one for files.
import type { TypedDocumentString } from './generated/graphql.js';

/** A failure as the gateway tells it; `extensions.code` is for programs. */
export interface GraphQLError {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; account?: string; retryable?: boolean; retryAfter?: number };
}

export interface Answer<Data> {
  data?: Data | null;
  errors?: GraphQLError[];
}

/** A query without variables is asked without them, any other only with its own. */
type VariablesOf<Variables> = Variables extends Record<string, never> ? [] : [variables: Variables];

const url = new URL('/graphql', process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000');

/** Asks, and gives data and errors: what one provider breaks is null, all else is there. */
export async function askAll<Data, Variables>(
  query: TypedDocumentString<Data, Variables>,
  ...[variables]: VariablesOf<Variables>
): Promise<Answer<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer<Data>;
}

/** Asks for what must be there in full; throws what went wrong. */
export async function ask<Data, Variables>(
  query: TypedDocumentString<Data, Variables>,
  ...variables: VariablesOf<Variables>
): Promise<Data> {
  return whole(await askAll(query, ...variables));
}

/** Asks with files, each by its path in the request, such as `variables.input.file`, where null stands in its place. */
export async function upload<Data, Variables>(
  query: TypedDocumentString<Data, Variables>,
  variables: Variables,
  files: Record<string, File>,
): Promise<Data> {
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables }));
  form.set('map', JSON.stringify(Object.fromEntries(Object.keys(files).map((path, part) => [part, [path]]))));
  Object.values(files).forEach((file, part) => form.set(String(part), file));
  // The header says that no foreign page sent the form: a browser asks before it lets one set it.
  const headers = { 'graphql-require-preflight': '1', accept: 'application/graphql-response+json' };
  const response = await fetch(url, { method: 'POST', headers, body: form });
  return whole((await response.json()) as Answer<Data>);
}

/** Opens a link that the gateway gave. */
export async function open(link: string): Promise<Response> {
  return await fetch(new URL(link, url));
}

function whole<Data>({ data, errors }: Answer<Data>): Data {
  if (errors || !data) {
    throw new Error(errors?.map(error => error.message).join('\n') ?? 'an answer without data');
  }
  return data;
}

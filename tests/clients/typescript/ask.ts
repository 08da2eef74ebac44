// All that a client needs beside the generated types: one function.
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
  const { data, errors } = await askAll(query, ...variables);
  if (errors || !data) {
    throw new Error(errors?.map(error => error.message).join('\n') ?? 'an answer without data');
  }
  return data;
}

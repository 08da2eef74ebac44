// The official audits of the GraphQL-over-HTTP specification, each as a test of its own.
// A warning of the suite (SHOULD) and a notice (MAY) fail here just like an error (MUST).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { gatewayUrl } from './gateway.mjs';

for (const audit of serverAudits({ url: new URL('/graphql', gatewayUrl).href, fetchFn: fetch })) {
  test(`GraphQL over HTTP ${audit.id}: ${audit.name}`, { timeout: 20_000 }, async () => {
    const result = await audit.fn();
    if (result.status !== 'ok') {
      assert.fail(`${result.status}: ${result.reason}\n${await answerOf(result.response)}`);
    }
  });
}

async function answerOf(response) {
  const body = response.bodyUsed ? '' : await response.text();
  return `HTTP ${response.status} ${response.headers.get('content-type')}\n${body.slice(0, 500)}`;
}

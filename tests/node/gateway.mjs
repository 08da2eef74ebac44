// The gateways under test; `run.sh` starts them and says where they are.
import assert from 'node:assert/strict';

function urlOf(variable) {
  assert.ok(process.env[variable], `${variable} is not set: run tests/node/run.sh PATH_OF_THE_GATEWAY`);
  return new URL(process.env[variable]);
}

/** Started without a config, so over simulated accounts of its own. */
export const gatewayUrl = urlOf('GATEWAY_URL');

/** Started with a config, whose accounts are simulated elsewhere: it cannot know that. */
export const configuredUrl = urlOf('CONFIGURED_GATEWAY_URL');

/** The same with a client, whose key everybody needs. */
export const keyedUrl = urlOf('KEYED_GATEWAY_URL');

/** That key. */
export const key = process.env.KEYED_GATEWAY_KEY;

// The gateway under test; `run.sh` starts one and says where it is.
import assert from 'node:assert/strict';

assert.ok(process.env.GATEWAY_URL, 'GATEWAY_URL is not set: run tests/node/run.sh PATH_OF_THE_GATEWAY');

export const gatewayUrl = new URL(process.env.GATEWAY_URL);

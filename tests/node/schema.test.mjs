// What clients rely on stays, or the changelog says what does not: the schema of today against the released one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

const house = join(import.meta.dirname, '../..');
const read = path => readFileSync(join(house, path), 'utf8');

// The breaking changes that no line of the changelog names.
async function unannounced(released, current, changelog) {
  const changes = await diff(buildSchema(released), buildSchema(current));
  const lines = breakingLines(changelog);
  return changes
    .filter(change => change.criticality.level === CriticalityLevel.Breaking)
    .filter(change => !lines.some(line => names(line, change.path)))
    .map(change => `${change.path}: ${change.message}`);
}

// The items `- Breaking: ...` of the version that is not released yet, each in one line.
function breakingLines(changelog) {
  const section = changelog.split(/^## /m).find(part => /^.*\(unreleased\)/.test(part)) ?? '';
  const items = section.split(/^- /m).slice(1);
  return items.filter(item => item.startsWith('Breaking:')).map(item => item.replaceAll(/\s+/g, ' '));
}

// Whether a line holds the path as a whole: `Invoice.paid` is not named by `Invoice.paidAt`.
function names(line, path) {
  const pathOnly = path.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[^\\w.])${pathOnly}(?![\\w]|\\.\\w)`).test(line);
}

test('no breaking change of the schema goes without a line in the changelog', async () => {
  const missing = await unannounced(
    read('tests/schema/released.graphql'),
    read('schema.graphql'),
    read('CHANGELOG.md'),
  );
  assert.deepEqual(
    missing,
    [],
    'name each under the (unreleased) heading of CHANGELOG.md, in an item like "- Breaking: `Type.field` is gone, ask for ..."',
  );
});

const released = `
  type Query { invoice(id: ID!): Invoice }
  enum Status { OPEN PAID }
  type Invoice { number: String! paid: String paidAt: String status: Status }
`;
const heading = '# Changelog\n\n## 0.2.0 (unreleased)\n\n- Something new.\n';

for (const [what, current, path] of [
  ['a field that is gone', released.replace('paid: String ', ''), 'Invoice.paid'],
  ['a field that may be null now', released.replace('number: String!', 'number: String'), 'Invoice.number'],
  ['a field of another type', released.replace('paid: String ', 'paid: Int '), 'Invoice.paid'],
  ['a word of an enum that is gone', released.replace(' PAID', ''), 'Status.PAID'],
  ['an argument that must be given now', released.replace('id: ID!', 'id: ID!, account: ID!'), 'Query.invoice.account'],
  ['a type that is gone', released.replace('status: Status', 'status: String').replace(/enum .*\n/, ''), 'Status'],
]) {
  test(`${what} is noticed until the changelog names it`, async () => {
    const missing = changelog => unannounced(released, current, changelog);
    assert.ok((await missing(heading)).some(line => line.startsWith(`${path}: `)), String(await missing(heading)));
    assert.deepEqual(await missing(`${heading}- Breaking: \`Invoice.status\` and \`${path}\`\n  are not what they were.\n`), []);
    // Neither another name nor an old version's line will do.
    assert.notDeepEqual(await missing(`${heading}- Breaking: \`${path}At\` is gone.\n`), []);
    assert.notDeepEqual(await missing(`${heading}\n## 0.1.0\n\n- Breaking: \`${path}\` is gone.\n`), []);
  });
}

test('what only adds is not breaking', async () => {
  const current = released.replace('PAID', 'PAID UNKNOWN').replace('id: ID!', 'id: ID!, account: ID').replace('paid:', 'due: String paid:');
  assert.deepEqual(await unannounced(released, current, heading), []);
});

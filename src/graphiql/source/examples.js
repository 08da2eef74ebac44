// The operations that the page opens with, one for each file and in the order of their names.
import { Kind } from 'graphql';
import { operationOf, variablesOf } from './operation.js';

const files = import.meta.glob('../examples/*.graphql', { eager: true, import: 'default', query: '?raw' });

export const examples = Object.keys(files)
  .sort()
  .map(path => exampleOf(files[path]));

function exampleOf(query) {
  const operation = operationOf(query);
  return { query, name: operation.name.value, variables: variablesOf(operation), actions: actionsOf(operation) };
}

// What an operation does, in the words of `Invoice.actions`: createPayment is CREATE_PAYMENT.
function actionsOf({ operation, selectionSet }) {
  const isWrite = operation === 'mutation';
  const fields = selectionSet.selections.filter(({ kind }) => isWrite && kind === Kind.FIELD);
  return fields.map(({ name }) => name.value.replaceAll(/[A-Z]/g, letter => `_${letter}`).toUpperCase());
}

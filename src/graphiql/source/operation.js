// What the text of an operation says of itself.
import { Kind, parse, valueFromASTUntyped } from 'graphql';

/** The operation that is meant by this name, or the only one; nothing where the text cannot be read. */
export function operationOf(query, name) {
  let operations;
  try {
    operations = parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  } catch {
    // The gateway explains what is wrong with the text.
    return undefined;
  }
  return operations.length === 1 ? operations[0] : operations.find(operation => operation.name?.value === name);
}

/** The variables of an operation: name, type, and the value that the text gives, if any. */
export function variablesOf(operation) {
  return (operation?.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => ({
    name: variable.name.value,
    type: namedType(type),
    value: defaultValue && valueFromASTUntyped(defaultValue),
  }));
}

/** The names of the variables that are files. */
export function uploadsOf(operation) {
  return variablesOf(operation)
    .filter(({ type }) => type === 'Upload')
    .map(({ name }) => name);
}

// A list of files is not one: this page gives a variable one file.
function namedType(type) {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return inner.kind === Kind.NAMED_TYPE ? inner.name.value : '[]';
}

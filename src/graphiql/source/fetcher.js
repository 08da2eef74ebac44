import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';

const post = createGraphiQLFetcher({ url: '/graphql', enableIncrementalDelivery: false });

// For a moment after a tab is opened, GraphiQL still sends the name of the operation in the tab before it.
// Where the text holds one operation there is nothing to choose, so that one is meant.
function operationNameOf({ query, operationName }) {
  try {
    const operations = parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 ? operations[0].name?.value : operationName;
  } catch {
    // The gateway explains what is wrong with the text.
    return operationName;
  }
}

export const fetcher = (request, options) => post({ ...request, operationName: operationNameOf(request) }, options);

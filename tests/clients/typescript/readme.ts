import { ask } from './ask.js';
import { graphql } from './generated/index.js';
const query = graphql(`query Newest { invoices(first: 3) { nodes { number status total { amount currency } } } }`);
const { invoices } = await ask(query);
for (const invoice of invoices?.nodes ?? []) console.log(invoice.number, invoice.status, invoice.total?.amount);

import 'graphiql/setup-workers/vite';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { fetcher } from './fetcher.js';
import { storage } from './storage.js';
import 'graphiql/style.css';
import './style.css';

// One tab per file, in the order of their names.
const examples = import.meta.glob('../examples/*.graphql', { eager: true, import: 'default', query: '?raw' });
const defaultTabs = Object.keys(examples)
  .sort()
  .map(path => ({ query: examples[path] }));

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL defaultTabs={defaultTabs} fetcher={fetcher} storage={storage}>
    <GraphiQL.Logo>
      <a className="graphiql-logo-link" href="/schema.graphql">
        invoice-gateway
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);

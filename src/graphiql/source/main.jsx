import 'graphiql/setup-workers/vite';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { areSimulated } from './accounts.js';
import { candidates } from './candidates.js';
import { examples } from './examples.js';
import { fetcher } from './fetcher.js';
import { Files } from './files.jsx';
import { fill } from './fill.js';
import { storageFor } from './storage.js';
import { refill } from './visit.js';
import 'graphiql/style.css';
import './style.css';

// What the editor of variables does not know by itself: null stands in the place of a file.
const SCALARS = { Upload: { type: 'null' } };

async function start() {
  const [simulated, invoices] = await Promise.all([areSimulated(), candidates()]);
  const filled = examples.map(example => ({ ...example, variables: fill(example, invoices, simulated) }));
  const storage = storageFor(simulated);
  refill(storage, filled, simulated);
  createRoot(document.getElementById('graphiql')).render(<Page filled={filled} storage={storage} />);
}

function Page({ filled, storage }) {
  return (
    <GraphiQL
      customScalarSchemas={SCALARS}
      defaultEditorToolsVisibility="variables"
      defaultTabs={filled.map(({ query, variables }) => ({ query, variables }))}
      fetcher={fetcher}
      storage={storage}
    >
      <GraphiQL.Logo>
        <a className="graphiql-logo-link" href="/schema.graphql">
          invoice-gateway
        </a>
      </GraphiQL.Logo>
      <GraphiQL.Toolbar>
        {({ prettify, merge, copy }) => (
          <>
            {prettify}
            {merge}
            {copy}
            <Files />
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

start();

import 'graphiql/setup-workers/vite';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { surroundings } from './accounts.js';
import { candidates } from './candidates.js';
import { examples } from './examples.js';
import { fetcher } from './fetcher.js';
import { Files } from './files.jsx';
import { fill } from './fill.js';
import { HINT, Keys, withKey } from './keys.jsx';
import { storageFor } from './storage.js';
import { refill } from './visit.js';
import 'graphiql/style.css';
import './style.css';

// What the editor of variables does not know by itself: null stands in the place of a file.
const SCALARS = { Upload: { type: 'null' } };

const asking = withKey(fetcher);

async function start() {
  const { simulated, keys } = await surroundings();
  // Without a key there is nobody to ask about invoices yet.
  const invoices = keys ? [] : await candidates();
  const filled = examples.map(example => ({ ...example, variables: fill(example, invoices, simulated) }));
  const storage = storageFor(simulated);
  refill(storage, filled, simulated);
  createRoot(document.getElementById('graphiql')).render(<Page filled={filled} keys={keys} storage={storage} />);
}

function Page({ filled, keys, storage }) {
  return (
    <GraphiQL
      customScalarSchemas={SCALARS}
      defaultEditorToolsVisibility={keys ? 'headers' : 'variables'}
      defaultHeaders={keys ? HINT : undefined}
      defaultTabs={filled.map(({ query, variables }) => ({ query, variables }))}
      fetcher={keys ? asking : fetcher}
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
            {keys && <Keys />}
          </>
        )}
      </GraphiQL.Toolbar>
    </GraphiQL>
  );
}

start();

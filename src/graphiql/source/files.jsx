// Where a person chooses the files of an operation: a row for each variable that is one, below the variables.
import { useGraphiQL } from '@graphiql/react';
import { useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { operationOf, uploadsOf } from './operation.js';

// By the name of the variable, so that a file stays chosen while other tabs are open.
const chosen = new Map();

/** The file that was chosen for a variable, if any. */
export function chosenFile(name) {
  return chosen.get(name)?.[0];
}

/** Has no place of its own in GraphiQL: it stands in the toolbar and shows its rows at the foot of that column. */
export function Files() {
  const anchor = useRef(null);
  const [column, setColumn] = useState(null);
  const { tabs, activeTabIndex } = useGraphiQL(({ tabs, activeTabIndex }) => ({ tabs, activeTabIndex }));
  const { query, operationName } = tabs[activeTabIndex];
  useEffect(() => setColumn(anchor.current.closest('.graphiql-editors')), []);
  const names = uploadsOf(operationOf(query ?? '', operationName));
  return (
    <>
      <span ref={anchor} hidden />
      {column && createPortal(names.map(name => <File key={name} name={name} />), column)}
    </>
  );
}

function File({ name }) {
  const id = useId();
  const restore = input => {
    if (input && chosen.has(name)) {
      input.files = chosen.get(name);
    }
  };
  return (
    <div className="file-row">
      <label htmlFor={id}>
        File for <code>${name}</code>
      </label>
      <input id={id} ref={restore} type="file" onChange={event => chosen.set(name, event.target.files)} />
    </div>
  );
}

/** Whether the accounts are simulated; whatever is not known to be so may be real. */
export async function areSimulated() {
  try {
    const response = await fetch('/graphiql/accounts.json');
    return (await response.json()).simulated === true;
  } catch {
    return false;
  }
}

// The limit of any function: it answers the same, whatever is asked.
export async function handler() {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"hello":"world"}' };
}

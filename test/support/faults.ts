/** Makes the gateway misbehave, as `FAULTS=on` allows. */
export async function fault(url: string, body: object): Promise<void> {
  const response = await fetch(`${url}/api/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status !== 201) throw new Error(await response.text());
}

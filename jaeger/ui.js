// What Jaeger shows of Hopline's traces. It is JavaScript because only that can make a link of an attribute that is an
// address: each trace says itself where its console is.
// oxlint-disable-next-line no-unused-vars -- Jaeger's page calls it
function UIConfig() {
  const address = 'hopline.console';

  /** A link from an attribute into the console; spans below the first one find the address there. */
  const intoConsole = (key, path, text) => ({
    type: 'attributes',
    key,
    url: {
      parameters: [...new Set([address, key])],
      template: (values) => {
        // Anybody who may send spans may write attributes: nothing but a page of the web is opened.
        const known = /^https?:\/\//.test(values[address]);
        return known ? new URL(path(encodeURIComponent(values[key])), values[address]).href : '#';
      },
    },
    text,
  });

  return {
    dependencies: { menuEnabled: true, dagMaxNumServices: 50 },
    monitor: { menuEnabled: true },
    menu: [{ label: 'Hopline', items: [{ label: 'Grafana', url: 'http://localhost:3001/' }] }],
    linkPatterns: [
      intoConsole(address, () => '', 'The ladder of this handshake'),
      intoConsole('messaging.message.conversation_id', () => '', 'The ladder of this handshake'),
      intoConsole('hopline.cause', (cause) => `../?cause=${cause}`, 'All handshakes that stopped for this cause'),
      intoConsole('hopline.owed_by', (owner) => `../?owedBy=${owner}`, 'All handshakes that the same one owes'),
    ],
    topTagPrefixes: ['hopline.sentence', 'hopline.advice', address, 'error.', 'hopline.', 'webrtc.', 'messaging.'],
  };
}

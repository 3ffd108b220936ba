// What Jaeger shows of Hopline's traces. It is JavaScript because only that can make a link of an attribute that is an
// address: each trace says itself where its console is. There is no dollar sign in it: Jaeger's server puts the file into
// its page by a regular expression, which takes that for one of its groups.
// oxlint-disable-next-line no-unused-vars -- Jaeger's page calls it
function UIConfig() {
  const address = 'hopline.console';

  /**
   * A link from an attribute to its handshake in the console, or to all that have the same value; spans below the first one
   * find the address there.
   */
  const intoConsole = (key, text, query) => ({
    type: 'attributes',
    key,
    url: {
      parameters: [...new Set([address, key])],
      template: (values) => {
        // Anybody who may send spans may write attributes: nothing but a page of the web is opened.
        if (!/^https?:\/\//.test(values[address])) return '#';
        if (query === undefined) return values[address];
        const list = new URL('../', values[address]);
        list.searchParams.set(query, values[key]);
        return list.href;
      },
    },
    text,
  });

  return {
    dependencies: { menuEnabled: true, dagMaxNumServices: 50 },
    monitor: { menuEnabled: true },
    menu: [{ label: 'Hopline', items: [{ label: 'Grafana', url: 'http://localhost:3001/' }] }],
    linkPatterns: [
      intoConsole(address, 'The ladder of this handshake'),
      intoConsole('messaging.message.conversation_id', 'The ladder of this handshake'),
      intoConsole('hopline.cause', 'All handshakes that stopped for this cause', 'cause'),
      intoConsole('hopline.owed_by', 'All handshakes that the same one owes', 'owedBy'),
    ],
    topTagPrefixes: ['hopline.sentence', 'hopline.advice', address, 'error.', 'hopline.', 'webrtc.', 'messaging.'],
  };
}

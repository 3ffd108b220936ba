/** `<script src="https://the-gateway/probe.js" data-log data-lang="ru"></script>`, before the page's own code. */
import { startProbe } from './probe.js';

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const { log, lang } = script.dataset;
  startProbe({
    gateway: new URL('.', script.src).href,
    log: log === undefined ? undefined : /^ru/i.test(lang ?? navigator.language) ? 'ru' : 'en',
  });
}

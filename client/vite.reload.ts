import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const script = readFileSync(new URL('reload.js', import.meta.url), 'utf8');

/**
 * Has pages load themselves anew once they are built again, under `npm run dev`: a script in each of them, and a file beside
 * it that says when the last build was. A build that watches nothing gets neither.
 */
export const reload: Plugin = {
  name: 'reload',
  generateBundle: {
    // Behind Vite's own, which writes the pages.
    order: 'post',
    handler(_options, bundle) {
      if (!this.meta.watchMode) return;
      for (const file of Object.values(bundle))
        if (file.type === 'asset' && file.fileName.endsWith('.html'))
          file.source = withScript(file.fileName, file.source);
      this.emitFile({ type: 'asset', fileName: 'reload.js', source: script });
      this.emitFile({ type: 'asset', fileName: 'built.txt', source: String(Date.now()) });
    },
  },
};

function withScript(page: string, source: string | Uint8Array): string {
  const html = typeof source === 'string' ? source : new TextDecoder().decode(source);
  const toRoot = '../'.repeat(page.split('/').length - 1) || './';
  return html.replace('</head>', `<script type="module" src="${toRoot}reload.js"></script></head>`);
}

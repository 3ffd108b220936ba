import { registerHooks } from 'node:module';

/** Node runs TypeScript as it is, but an import names the file that the compiler would make of it. */
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

/** What a page's Content-Security-Policy has to allow besides what it does. */
export interface Wishes {
  /** Where the scripts that are put into it come from; undefined where no script is needed behind the policy. */
  scripts?: { source: string; nonce: string };
  /** Where they send to. */
  connects: string;
  /** Adds the proxy's names of origins that are passed through. */
  beside: (sources: readonly string[]) => string[];
}

const scriptDirectives = ['script-src-elem', 'script-src', 'default-src'];
const connectDirectives = ['connect-src', 'default-src'];
const nonce = /^'nonce-([^']+)'$/i;
/** Where one of these is, what stands in the page itself is no longer allowed as a whole (CSP 3, section 6.7.3.2). */
const strict = /^'(?:nonce-|sha\d+-|strict-dynamic)/i;

/** The nonce that a script has to have, for all of the policies: one of theirs, or where they only know hashes, ours. */
export function nonceFor(policies: readonly string[], ours: string): string | undefined {
  const lists = policies
    .flatMap(splitPolicies)
    .map((policy) => listOf(directivesOf(policy), scriptDirectives)?.sources);
  const theirs = lists.flatMap((list) => list ?? []).map((source) => nonce.exec(source)?.[1]);
  return (
    theirs.find((one) => one !== undefined) ??
    (lists.some((list) => list?.some((one) => strict.test(one))) ? ours : undefined)
  );
}

/** The policy, or policies in one header, with what the wishes need added; nothing is taken away that it allows or forbids. */
export function meetPolicy(header: string, wishes: Wishes): string {
  return splitPolicies(header)
    .map((policy) => meetOne(policy, wishes))
    .join(',');
}

function splitPolicies(header: string): string[] {
  return header.split(',');
}

interface Directive {
  name: string;
  sources: string[];
}

function directivesOf(policy: string): Directive[] {
  return policy
    .split(';')
    .map((directive) => directive.trim().split(/\s+/))
    .flatMap(([name = '', ...sources]) => (name === '' ? [] : [{ name, sources }]));
}

function listOf(directives: readonly Directive[], names: readonly string[]): Directive | undefined {
  for (const name of names) {
    const found = directives.find((one) => one.name.toLowerCase() === name);
    if (found) return found;
  }
  return undefined;
}

function meetOne(policy: string, { scripts, connects, beside }: Wishes): string {
  const directives = directivesOf(policy).map(({ name, sources }) => ({ name, sources: beside(sources) }));
  if (directives.length === 0) return policy;
  if (scripts) allow(directives, scriptDirectives, (sources) => scriptSource(sources, scripts));
  allow(directives, connectDirectives, (sources) =>
    sources.some((one) => /^(?:'self'|\*)$/i.test(one)) ? undefined : connects,
  );
  return directives.map(({ name, sources }) => [name, ...sources].join(' ')).join('; ');
}

function scriptSource(sources: readonly string[], scripts: { source: string; nonce: string }): string | undefined {
  const own = `'nonce-${scripts.nonce}'`;
  if (sources.includes(own)) return undefined;
  // A nonce would make a policy strict that is not, and forbid what stands in the page itself.
  return sources.some((source) => strict.test(source)) ? own : scripts.source;
}

/** Adds a source to the directive that decides; what `default-src` decides gets a directive of its own. */
function allow(
  directives: Directive[],
  names: readonly string[],
  missing: (sources: readonly string[]) => string | undefined,
): void {
  const deciding = listOf(directives, names);
  const source = deciding && missing(deciding.sources);
  if (!deciding || source === undefined) return;
  const sources = [...deciding.sources.filter((one) => one.toLowerCase() !== "'none'"), source];
  if (deciding.name.toLowerCase() !== 'default-src') deciding.sources = sources;
  else directives.push({ name: names.at(-2) ?? '', sources });
}

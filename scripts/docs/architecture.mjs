// The diagram in docs/architecture.md, of what the folders of src/ import from one another.

const BEGIN = '<!-- modules: made by `npm run docs` of the imports -->';
const END = '<!-- end of modules -->';

/**
 * @param document the page as it is.
 * @param sources texts by paths below src/.
 */
export function architecture(document, sources) {
  const uses = importsOf(sources);
  const [before] = document.split(BEGIN);
  const [, after] = document.split(END);
  if (after === undefined) throw new Error(`docs/architecture.md lacks the line ${END}`);
  return `${before}${BEGIN}\n\n${diagram(uses)}\n\n${END}${after}`;
}

/** For each folder the others that it imports from. */
function importsOf(sources) {
  const uses = new Map();
  for (const [path, text] of sources) {
    const [folder, ...below] = path.split(/[\\/]/);
    if (below.length === 0) continue;
    const found = uses.get(folder) ?? new Set();
    uses.set(folder, found);
    for (const [, other] of text.matchAll(/from '(?:\.\.\/)+([a-z-]+)\/(?:[a-z-]+\/)*index\.js'/g)) {
      if (other !== folder) found.add(other);
    }
  }
  for (const [folder, others] of uses) {
    for (const other of others) if (!uses.has(other)) others.delete(other);
    uses.set(folder, others);
  }
  return uses;
}

/** Without the arrows that others imply: what is reached over a third folder is drawn that way. */
function diagram(uses) {
  const lines = [...uses.keys()].sort().flatMap((folder) => {
    const direct = [...uses.get(folder)].sort();
    const implied = new Set(direct.flatMap((other) => [...reachedFrom(other, uses)]));
    const drawn = direct.filter((other) => !implied.has(other));
    return drawn.length > 0 ? drawn.map((other) => `  ${folder} --> ${other}`) : [`  ${folder}`];
  });
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

function reachedFrom(folder, uses, reached = new Set()) {
  for (const other of uses.get(folder) ?? []) {
    if (reached.has(other)) continue;
    reached.add(other);
    reachedFrom(other, uses, reached);
  }
  return reached;
}

import type { CommandNode } from './command-tree.ts';

/** A completion script for fish. */
export function fishCompletion(nodes: readonly CommandNode[]): string {
  const lines = nodes.flatMap(({ path, words, flags }) => {
    const when = `-n '__mosaic_at "${path}"'`;
    return [
      ...words.map(
        (word) => `complete -c mosaic -f ${when} -a ${word.name} -d ${quote(word.summary)}`,
      ),
      ...flags.map((flag) => `complete -c mosaic ${when} -l ${flag.replace(/^--/, '')}`),
    ];
  });
  const paths = nodes.filter((node) => node.path !== '').map((node) => quote(node.path));
  return `# fish completion for mosaic; load it with: mosaic completion fish | source
set -g __mosaic_paths ${paths.join(' ')}
function __mosaic_at
    set -l path
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -l longer (string trim -- "$path $word")
        contains -- $longer $__mosaic_paths; and set path $longer
    end
    test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

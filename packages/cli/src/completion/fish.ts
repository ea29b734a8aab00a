import type { CommandNode } from './command-tree.ts';

/** A completion script for fish. */
export function fishCompletion(nodes: readonly CommandNode[], name: string): string {
  const lines = nodes.flatMap(({ path, words, flags }) => {
    const when = `-n '__${name}_at "${path}"'`;
    return [
      ...words.map(
        (word) => `complete -c ${name} -f ${when} -a ${word.name} -d ${quote(word.summary)}`,
      ),
      ...flags.map((flag) => `complete -c ${name} ${when} -l ${flag.replace(/^--/, '')}`),
    ];
  });
  const paths = nodes.filter((node) => node.path !== '').map((node) => quote(node.path));
  return `# fish completion for ${name}; load it with: ${name} completion fish | source
set -g __${name}_paths ${paths.join(' ')}
function __${name}_at
    set -l path
    for word in (commandline -opc)[2..]
        string match -q -- '-*' $word; and continue
        set -l longer (string trim -- "$path $word")
        contains -- $longer $__${name}_paths; and set path $longer
    end
    test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

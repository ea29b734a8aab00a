import type { CommandNode } from './command-tree.ts';

/** A completion script for zsh. */
export function zshCompletion(nodes: readonly CommandNode[], name: string): string {
  const cases = nodes.map(({ path, words, flags }) => {
    const described = [
      ...words.map((word) => quote(`${word.name}:${word.summary}`)),
      ...flags.map((flag) => quote(flag)),
    ];
    return `    ${quote(path)}) candidates=(${described.join(' ')}) ;;`;
  });
  const paths = nodes.filter((node) => node.path !== '').map((node) => quote(node.path));
  return `#compdef ${name}
# zsh completion for ${name}; load it with: source <(${name} completion zsh)
_${name}() {
  local at='' word
  local -a candidates paths
  paths=(${paths.join(' ')})
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] && continue
    local longer="\${at:+$at }$word"
    (( \${paths[(Ie)$longer]} )) && at=$longer
  done
  case "$at" in
${cases.join('\n')}
  esac
  _describe '${name}' candidates || _files
}
compdef _${name} ${name}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

import type { CommandNode } from './command-tree.ts';

/** A completion script for bash. */
export function bashCompletion(nodes: readonly CommandNode[]): string {
  const cases = nodes.map(
    ({ path, words, flags }) =>
      `    '${path}') words='${[...words.map((word) => word.name), ...flags].join(' ')}' ;;`,
  );
  return `# bash completion for mosaic; load it with: source <(mosaic completion bash)
_mosaic() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && continue
    case " $_mosaic_paths " in *" \${path:+\${path// //}/}$word "*) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
}
_mosaic_paths='${nodes
    .map((node) => node.path.replaceAll(' ', '/'))
    .filter((path) => path !== '')
    .join(' ')}'
complete -F _mosaic mosaic
`;
}

import type { CommandNode } from './command-tree.ts';

/** A completion script for bash. */
export function bashCompletion(nodes: readonly CommandNode[], name: string): string {
  const cases = nodes.map(
    ({ path, words, flags }) =>
      `    '${path}') words='${[...words.map((word) => word.name), ...flags].join(' ')}' ;;`,
  );
  return `# bash completion for ${name}; load it with: source <(${name} completion bash)
_${name}() {
  local path='' word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] && continue
    case " $_${name}_paths " in *" \${path:+\${path// //}/}$word "*) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  [[ \${#COMPREPLY[@]} -eq 0 ]] && compopt -o default
}
_${name}_paths='${nodes
    .map((node) => node.path.replaceAll(' ', '/'))
    .filter((path) => path !== '')
    .join(' ')}'
complete -F _${name} ${name}
`;
}

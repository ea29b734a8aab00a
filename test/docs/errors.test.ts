import {
  type ErrorCode,
  errorStatus,
  MosaicError,
  type Operation,
  operations,
} from '@mosaic/contract';
import { expect, it } from 'vitest';
import { exitCodeOfError } from '../../packages/cli/src/exit-code.ts';
import { errorGuide } from './error-guide.ts';
import { generatedNotice } from './generated-notice.ts';

function errorsPage(): string {
  const codes = Object.keys(errorStatus) as ErrorCode[];
  const rows = codes.map((code) => {
    const { meaning, advice } = errorGuide[code];
    const exit = exitCodeOfError(new MosaicError(code, ''));
    return `| \`${code}\` | ${errorStatus[code]} | ${exit} | ${meaning} | ${advice} |`;
  });
  const declared = codes.flatMap((code) => {
    const names = Object.values<Operation>(operations)
      .filter(({ internal, errors }) => internal !== true && errors.includes(code))
      .map(({ name }) => `\`${name}\``);
    return names.length === 0 ? [] : [`- \`${code}\`: ${names.join(', ')}`];
  });
  return `# Errors

${generatedNotice}

Branch on the code, never on the message: messages may change, codes do not. REST answers with problem details (RFC 9457)
that carry \`code\` and \`details\`; MCP tools answer with an error result that carries the same; the command line ends with the
number in the third column.

| code | HTTP | exit | what it means | what to do |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Who declares what

Every operation may also answer with \`invalid_input\`, \`unauthenticated\`, \`forbidden\`, \`rate_limited\`, \`quota_exceeded\` and \`internal\`.

${declared.join('\n')}
`;
}

it('is explained: docs/errors.md shows every code of the contract', async () => {
  await expect(errorsPage()).toMatchFileSnapshot('../../docs/errors.md');
});

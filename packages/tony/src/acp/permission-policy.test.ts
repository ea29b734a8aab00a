import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decidePermission, type PermissionQuestion } from './permission-policy.ts';

const all = ['allow_once', 'allow_always', 'reject_once', 'reject_always'];

function question(
  tool: Partial<PermissionQuestion['tool']>,
  kinds: readonly string[] = all,
): PermissionQuestion {
  return {
    workdir: '/work/tree',
    tool: { kind: 'edit', name: '', paths: [], ...tool },
    options: kinds.map((kind) => ({ kind, optionId: `id-${kind}` })),
  };
}

describe('permission policy', () => {
  it.each(['read', 'search', 'edit', 'delete', 'move', 'execute', 'think'])(
    'allows %s inside the work tree, once',
    (kind) => {
      const answer = decidePermission(question({ kind, paths: ['/work/tree/a.ts', 'b/c.ts'] }));
      expect(answer).toMatchObject({ isAllowed: true, optionId: 'id-allow_once' });
    },
  );

  it.each(['/etc/passwd', '/work/tree-two/a', '../b', 'a/../../b', '/work', '~/../../x/../../..'])(
    'refuses what reaches outside: %s',
    (path) => {
      const answer = decidePermission(question({ paths: ['a.ts', path] }));
      expect(answer).toMatchObject({ isAllowed: false, optionId: 'id-reject_once' });
    },
  );

  it.each(['fetch', 'switch_mode', 'other', null])('refuses tools of kind %s', (kind) => {
    expect(decidePermission(question({ kind })).isAllowed).toBe(false);
  });

  it('allows the tools of our own endpoint', () => {
    const own = question({ kind: 'other', name: 'mcp__mosaic__run_report' });
    expect(decidePermission(own).isAllowed).toBe(true);
    const alike = question({ kind: 'other', name: 'mcp__mosaicist__steal' });
    expect(decidePermission(alike).isAllowed).toBe(false);
  });

  it('never grants a standing permission', () => {
    const answer = decidePermission(question({}, ['allow_always', 'reject_once']));
    expect(answer).toMatchObject({ isAllowed: false, optionId: 'id-reject_once' });
  });

  it('cancels where nothing fits', () => {
    expect(decidePermission(question({}, ['allow_always'])).optionId).toBeNull();
    expect(decidePermission(question({}, [])).optionId).toBeNull();
  });

  it('selects an allowing option only for what it allows', () => {
    const kinds = fc.constantFrom('read', 'edit', 'execute', 'fetch', 'other', null);
    const paths = fc.array(fc.constantFrom('a', '../a', '/etc', '/work/tree/x', 'a/../b'));
    const options = fc.array(fc.constantFrom(...all));
    fc.assert(
      fc.property(kinds, paths, options, (kind, given, offered) => {
        const { isAllowed, optionId } = decidePermission(question({ kind, paths: given }, offered));
        expect(optionId === 'id-allow_once').toBe(isAllowed);
        expect(optionId).not.toBe('id-allow_always');
      }),
    );
  });
});

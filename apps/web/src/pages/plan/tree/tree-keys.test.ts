import { PlanNode } from '@mosaic/contract';
import { describe, expect, it } from 'vitest';
import { changedMinutes, changedTitle } from './changed-fields.ts';
import { treeAction } from './tree-keys.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => treeAction({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

const node = (estimate: object | null) =>
  PlanNode.parse({ id: 'E.001', parentId: null, title: 'Shop', estimate });

describe('treeAction', () => {
  it('knows the arrows with and without Alt', () => {
    expect(press('ArrowUp')).toEqual({ kind: 'go', to: 'previous' });
    expect(press('ArrowUp', { altKey: true })).toEqual({ kind: 'move', step: -1 });
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
  });

  it('takes letters in either case and leaves the shortcuts of the browser alone', () => {
    expect(press('E')).toEqual(press('e'));
    expect(press('c', { ctrlKey: true })).toBeNull();
    expect(press('Tab')).toBeNull();
  });

  it('opens the menu by both usual keys', () => {
    expect(press('F10', { shiftKey: true })).toEqual({ kind: 'menu' });
    expect(press('ContextMenu')).toEqual({ kind: 'menu' });
    expect(press('F10')).toBeNull();
  });
});

describe('what was typed', () => {
  it('is nothing where nothing changed', () => {
    expect(changedTitle(' Shop ', node(null))).toBeNull();
    expect(changedTitle('  ', node(null))).toBeNull();
    expect(changedMinutes('20', node({ minutes: 20 }))).toBeNull();
    expect(changedMinutes('', node({ minutes: 20 }))).toBeNull();
    expect(changedMinutes('-3', node(null))).toBeNull();
  });

  it('keeps bounds and tokens as long as they fit', () => {
    const old = node({ minutes: 20, minutesLow: 15, minutesHigh: 30, tokens: 9_000 });
    expect(changedMinutes('25', old)).toEqual({
      estimate: { minutes: 25, minutesLow: 15, minutesHigh: 30, tokens: 9_000 },
    });
    expect(changedMinutes('45', old)).toEqual({ estimate: { minutes: 45, tokens: 9_000 } });
    expect(changedMinutes('5', node(null))).toEqual({ estimate: { minutes: 5, tokens: null } });
  });
});

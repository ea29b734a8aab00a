/** What became of ids while edits were made one after the other. */
export interface EditTrail {
  added(id: string): void;
  removed(id: string): void;
  renamed(from: string, to: string): void;
  end(): { added: string[]; moved: { from: string; to: string }[] };
}

export function editTrail(): EditTrail {
  const added: string[] = [];
  /** By the id a node has now: its place in `added`, or the id it had at first. */
  const addedAs = new Map<string, number>();
  const movedFrom = new Map<string, string>();
  return {
    added(id) {
      addedAs.set(id, added.length);
      added.push(id);
    },
    removed(id) {
      addedAs.delete(id);
      movedFrom.delete(id);
    },
    renamed(from, to) {
      const place = addedAs.get(from);
      if (place !== undefined) {
        addedAs.delete(from);
        addedAs.set(to, place);
        added[place] = to;
        return;
      }
      movedFrom.set(to, movedFrom.get(from) ?? from);
      movedFrom.delete(from);
    },
    end() {
      const moved = [...movedFrom].map(([to, from]) => ({ from, to }));
      return { added, moved: moved.filter(({ from, to }) => from !== to) };
    },
  };
}

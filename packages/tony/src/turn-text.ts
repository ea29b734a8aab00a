import { visibleText } from '@mosaic/contract';
import { limits } from './limits.ts';

/** Text of one turn; keeps the end, where the result stands. */
export interface TurnText {
  add(text: string): void;
  read(): string;
}

export function createTurnText(charsMax: number = limits.turnTextCharsMax): TurnText {
  let text = '';
  return {
    add(more) {
      text += more.slice(-charsMax);
      // Cut at twice the bound, so that many small pieces don't copy the text each time.
      if (text.length > 2 * charsMax) text = text.slice(-charsMax);
    },
    read: () => visibleText(text.slice(-charsMax)),
  };
}

/** Foreign text on one line, for titles. */
export function titleText(text: string, charsMax: number = limits.titleCharsMax): string {
  return visibleText(text.slice(0, charsMax * 2))
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, charsMax);
}

/**
 * Makes untrusted output safe to show: the text of terminals, agents and reports.
 *
 * Removed are ANSI escape sequences, control characters and the bidirectional
 * overrides that make code read differently from what it is. A lone carriage return
 * starts its line anew, as a progress bar on a terminal does. Feed chunks in order: a
 * sequence cut in half by a chunk border is still recognised.
 */
export interface PrintableText {
  /** Takes the next chunk and returns all text so far, at most the newest `charsMax`. */
  push(chunk: string): string;
  readonly text: string;
  /** True once older text was dropped. */
  readonly isCut: boolean;
}

/** Longest escape sequence that is swallowed; a longer one was not meant as one. */
const sequenceCharsMax = 4_096;

type State = 'text' | 'escape' | 'csi' | 'string' | 'string-escape';

export function createPrintableText(charsMax: number): PrintableText {
  let text = '';
  let line = '';
  let isCut = false;
  let isReturnPending = false;
  let state: State = 'text';
  let sequenceChars = 0;
  /** First half of a character whose second half comes with the next chunk. */
  let half = '';

  function print(char: string): void {
    if (char === '\n') {
      text += `${line}\n`;
      line = '';
      isReturnPending = false;
      return;
    }
    if (char === '\r') {
      isReturnPending = true;
      return;
    }
    if (isReturnPending) {
      line = '';
      isReturnPending = false;
    }
    if (char === '\b') line = line.slice(0, -1);
    else if (isPrintable(char)) line += char;
  }

  function read(char: string): void {
    if (state === 'text' && !isEscapeStart(char)) {
      print(char);
      return;
    }
    const next = nextState(state, char);
    sequenceChars = next === 'text' ? 0 : sequenceChars + 1;
    state = sequenceChars > sequenceCharsMax ? 'text' : next;
    if (state === 'text' && (char === '\n' || char === '\r')) print(char);
  }

  function dropOldest(): void {
    if (text.length + line.length <= charsMax) return;
    isCut = true;
    line = line.slice(-charsMax);
    const cutAt = text.length + line.length - charsMax;
    const lineStart = text.indexOf('\n', cutAt) + 1;
    text = text.slice(lineStart > 0 ? lineStart : cutAt);
  }

  return {
    push(chunk) {
      const whole = half + chunk;
      half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : '';
      for (const char of half === '' ? whole : whole.slice(0, -1)) read(char);
      dropOldest();
      return text + line;
    },
    get text() {
      return text + line;
    },
    get isCut() {
      return isCut;
    },
  };
}

/** One-off form for text that is already whole. */
export function printable(text: string): string {
  return createPrintableText(Number.MAX_SAFE_INTEGER).push(text);
}

function isEscapeStart(char: string): boolean {
  return char === '\u001b' || char === '\u009b' || char === '\u009d' || char === '\u0090';
}

function nextState(state: State, char: string): State {
  if (state === 'text') {
    if (char === '\u001b') return 'escape';
    return char === '\u009b' ? 'csi' : 'string';
  }
  if (state === 'escape') {
    if (char === '[') return 'csi';
    if (']PX^_'.includes(char)) return 'string';
    // Intermediate bytes such as `(` announce one more character.
    return /[\u0020-\u002f]/.test(char) || char === '\u001b' ? 'escape' : 'text';
  }
  if (state === 'csi') {
    if (char === '\u001b') return 'escape';
    return /[\u0020-\u003f]/.test(char) ? 'csi' : 'text';
  }
  // An operating-system command ends with BEL or ESC \; a line break ends it as well so that no line is lost.
  if (state === 'string-escape' && char === '\\') return 'text';
  if (char === '\u0007' || char === '\u009c' || char === '\n') return 'text';
  return char === '\u001b' ? 'string-escape' : 'string';
}

function isPrintable(char: string): boolean {
  if (char === '\t') return true;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  return !isBidiControl(code) && code !== 0xfeff && !(code >= 0xd800 && code <= 0xdfff);
}

function isBidiControl(code: number): boolean {
  return (
    code === 0x061c ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}
